package io.veilpool.verify;

import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.policy.ApprovalPolicy;
import io.veilpool.model.protocol.Approval;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.signing.Jws;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** {@code veilpool-verify approval}: the release of a contribution by a second person, beside that person's key and the entity's. */
@CommandLine.Command(
        name = "approval",
        mixinStandardHelpOptions = true,
        description = {
            "Checks an officer's release of a contribution: both signatures, that it is of just these rows, and that the keys are two.",
            "Two keys do not show two persons: whose they are, and who may release, is for you to know."
        })
final class ApprovalCommand implements Callable<Integer> {
    @CommandLine.Parameters(
            paramLabel = "APPROVAL",
            description = "an agent's publication/approval.jws, or one of `approvals` in the coordinator's answer")
    Path approval = Path.of("");

    @CommandLine.Option(
            names = "--contribution",
            required = true,
            paramLabel = "FILE",
            description =
                    "what the coordinator answers under /api/v1/collaborations/ID/contributions/ID, or the compact JWS in it, as agents keep"
                            + " it")
    Path contribution = Path.of("");

    @CommandLine.Option(
            names = "--officer",
            required = true,
            paramLabel = "FILE",
            description = "the officer's public key (JWK); compare its fingerprint with the officer")
    Path officer = Path.of("");

    @CommandLine.Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description =
                    "the entity's public key (JWK), as the collaboration's list of members has it; compare its fingerprint")
    Path key = Path.of("");

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws UnreadableException, NotVerifiedException {
        String entityKey = Documents.keys(key).getFirst();
        ApprovalPolicy.Subject subject = subject(entityKey);
        Approval read = verified(subject);
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "Verified: %s released on %s %,d rows of %s (DPM %d, %d shards, manifest %s), which go with leakage report %s.%n",
                        read.officer(),
                        read.approvedAt(),
                        subject.manifest().rows(),
                        read.entity(),
                        subject.manifest().rotation(),
                        subject.manifest().shards().size(),
                        read.manifestDigest(),
                        read.reportDigest());
        return 0;
    }

    private ApprovalPolicy.Subject subject(String entityKey) throws UnreadableException, NotVerifiedException {
        try {
            byte[] signed = Jws.verify(Documents.contribution(contribution), entityKey, SignatureType.CONTRIBUTION);
            return new ApprovalPolicy.Subject(
                    ProtocolJson.read(signed, ContributionManifest.class), Digests.sha256(signed), List.of(entityKey));
        } catch (InvalidSignatureException e) {
            throw new NotVerifiedException("The entity did not sign the contribution: " + e.getMessage() + ".");
        } catch (InvalidJsonException e) {
            throw new NotVerifiedException("What the entity signed is no contribution: " + e.getMessage() + ".");
        }
    }

    private Approval verified(ApprovalPolicy.Subject subject) throws UnreadableException, NotVerifiedException {
        try {
            return ApprovalPolicy.read(
                    Documents.compact(approval), Documents.keys(officer).getFirst(), subject);
        } catch (InvalidSignatureException e) {
            throw new NotVerifiedException("The approval does not release this contribution: " + e.getMessage() + ".");
        }
    }
}
