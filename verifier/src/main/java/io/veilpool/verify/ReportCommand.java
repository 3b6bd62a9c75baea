package io.veilpool.verify;

import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.policy.LeakagePolicy;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.LimitVerdict;
import io.veilpool.model.protocol.ReportReceipt;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.trail.CanonicalDocuments;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code veilpool-verify report}: a leakage report beside the key of the entity that measured. */
@CommandLine.Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Checks an entity's leakage report: its signature, its form (RFC 8785), and that its verdicts are what its figures give.",
            "It shows who measured, not that the machine was honest."
        })
final class ReportCommand implements Callable<Integer> {
    @CommandLine.Parameters(
            paramLabel = "REPORT",
            description =
                    "what the coordinator answers under /api/v1/collaborations/ID/leakage-reports/ID, or the compact JWS in it")
    Path report = Path.of("");

    @CommandLine.Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description =
                    "the entity's public key (JWK), as the collaboration's list of members has it; compare its fingerprint")
    Path key = Path.of("");

    @CommandLine.Option(
            names = "--keys",
            paramLabel = "FILE",
            description =
                    "the coordinator's public keys, what it answers under /oauth2/jwks: checks also when it had the report")
    @Nullable
    Path keys;

    @CommandLine.Option(
            names = "--revoked-at",
            paramLabel = "TIME",
            description =
                    "when the entity's key was revoked, as the trail's entry entity-revoked has it; needs --keys: the report counts if the"
                            + " coordinator had it before")
    @Nullable
    Instant revokedAt;

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws UnreadableException, NotVerifiedException {
        Documents.SignedReport signed = Documents.report(report);
        LeakageReport verified = verified(signed.jws());
        if (signed.beside() != null && !verified.equals(signed.beside())) {
            throw new NotVerifiedException(
                    "The report that stands beside the signature is not the one that was signed.");
        }
        ReportReceipt receipt = receipt(signed, verified);
        requireBeforeRevocation(verified, receipt);
        if (!LeakagePolicy.agreesWithItself(verified)) {
            throw new NotVerifiedException(
                    "The report contradicts itself: its verdicts are not what its figures and the limits that it names give.");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "Verified: %s signed on %s what it measured on %,d images about DPM %d of release %s.%n",
                verified.entity(),
                verified.createdAt(),
                verified.images(),
                verified.rotation(),
                verified.releaseDigest());
        if (receipt != null) {
            out.printf(
                    "The coordinator had it on %s, and judged it %s by version %d of the charter.%n",
                    receipt.receivedAt(), receipt.verdict(), receipt.charterVersion());
        }
        if (revokedAt != null) {
            out.printf("That was before the key was revoked on %s, so the report stays valid.%n", revokedAt);
        }
        for (LimitVerdict verdict : verified.verdicts()) {
            out.printf("%-21s %-22s %s%n", verdict.verdict(), verdict.limit(), verdict.sentence());
        }
        out.println("Residual risk: " + verified.residualRisk());
        return 0;
    }

    /** The date that the report bears is its signer's word; when the coordinator had it is not. */
    private void requireBeforeRevocation(LeakageReport report, @Nullable ReportReceipt receipt)
            throws UnreadableException, NotVerifiedException {
        if (revokedAt == null) {
            return;
        }
        if (receipt == null) {
            throw new UnreadableException(
                    "Only a receipt shows that the report was there before the key was revoked: give the coordinator's keys with --keys.");
        }
        if (!receipt.receivedAt().isBefore(revokedAt)) {
            throw new NotVerifiedException(
                    "The key of %s was revoked on %s, and the coordinator had the report on %s, not before: it does not count."
                            .formatted(report.entity(), revokedAt, receipt.receivedAt()));
        }
    }

    private @Nullable ReportReceipt receipt(Documents.SignedReport signed, LeakageReport report)
            throws UnreadableException, NotVerifiedException {
        if (keys == null) {
            return null;
        }
        if (signed.receipt() == null) {
            throw new UnreadableException(
                    "There is no receipt beside the signature: save the coordinator's whole answer.");
        }
        try {
            ReportReceipt receipt = CanonicalDocuments.read(
                    signed.receipt(), Documents.keys(keys), SignatureType.RECEIPT, ReportReceipt.class);
            if (!receipt.digest().equals(Digests.sha256(CanonicalJson.write(report)))) {
                throw new NotVerifiedException("The receipt is for another report.");
            }
            return receipt;
        } catch (InvalidSignatureException e) {
            throw new NotVerifiedException("The receipt is not signed by the coordinator: " + e.getMessage() + ".");
        } catch (InvalidJsonException e) {
            throw new NotVerifiedException("What the coordinator signed is no receipt: " + e.getMessage() + ".");
        }
    }

    private LeakageReport verified(String jws) throws UnreadableException, NotVerifiedException {
        try {
            return CanonicalDocuments.read(
                    jws, Documents.keys(key).subList(0, 1), SignatureType.LEAKAGE_REPORT, LeakageReport.class);
        } catch (InvalidSignatureException e) {
            throw new NotVerifiedException("The signature does not hold: " + e.getMessage() + ".");
        } catch (InvalidJsonException e) {
            throw new NotVerifiedException("What was signed is no leakage report: " + e.getMessage() + ".");
        }
    }
}
