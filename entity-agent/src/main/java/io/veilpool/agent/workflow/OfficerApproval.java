package io.veilpool.agent.workflow;

import io.veilpool.agent.publishing.PreparedContribution;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.policy.ApprovalPolicy;
import io.veilpool.model.protocol.Approval;
import io.veilpool.model.protocol.CollaborationView;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.OfficerView;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.signing.SigningKey;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The release of what would leave by a second person, where the charter asks for it. */
final class OfficerApproval {
    private final Workbench bench;

    OfficerApproval(Workbench bench) {
        this.bench = bench;
    }

    /** Shows what would leave, and signs it in an officer's name. Reads what was prepared, and sends nothing. */
    Results.Approved sign(String officer, SigningKey key)
            throws IOException, VaultException, StepNotPossibleException, RefusedByGateException {
        bench.enrolment();
        requireAsked();
        requireSecondPerson(officer);
        OwnContribution own = OwnContribution.of(bench);
        Optional<PreparedContribution> kept = own.kept();
        if (kept.isEmpty() || !kept.get().isWhole(own.folder())) {
            throw new StepNotPossibleException(
                    "Nothing is prepared that could be released, or it is not on the disk as it was prepared. Run entity-agent publish (or"
                            + " run): it prepares, and sends nothing before an officer has approved.");
        }
        PreparedContribution prepared = kept.get();
        if (key.thumbprint().equals(bench.key().thumbprint())) {
            throw new RefusedByGateException(
                    "Nothing was approved:",
                    List.of("this key is the agent's own; an officer signs with a key that only the officer has"));
        }
        show(prepared, own);
        Instant now = bench.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Approval approval = new Approval(
                Approval.FORMAT_VERSION,
                prepared.manifest().collaboration(),
                prepared.manifest().entity(),
                prepared.digest(),
                prepared.manifest().reportDigest(),
                officer,
                now);
        PreparedContribution.approve(own.folder(), key.sign(CanonicalJson.write(approval), SignatureType.APPROVAL));
        bench.console()
                .say(
                        "Approved by %s, whose key has the fingerprint %s: manifest %s. Nothing was sent; entity-agent publish (or run) does that."
                                .formatted(officer, key.thumbprint(), prepared.digest()));
        return new Results.Approved(
                officer,
                key.thumbprint(),
                prepared.digest(),
                prepared.manifest().rows(),
                prepared.bytes(),
                now);
    }

    private void requireAsked() throws IOException, StepNotPossibleException {
        if (!asked()) {
            throw new StepNotPossibleException(
                    "The charter does not ask for the release by a second person; entity-agent publish sends without one.");
        }
    }

    private boolean asked() throws IOException, StepNotPossibleException {
        return bench.charter().oversight().officerApproval();
    }

    private void requireSecondPerson(String officer) throws StepNotPossibleException, RefusedByGateException {
        String operator = bench.settings().operator();
        if (operator == null) {
            throw new StepNotPossibleException(
                    "The settings do not say who runs this agent, so nobody can be told from that person. Add a line: operator: NAME");
        }
        if (operator.strip().equalsIgnoreCase(officer)) {
            throw new RefusedByGateException(
                    "Nothing was approved:",
                    List.of(officer + " runs this agent, by its settings; a second person has to release what leaves"));
        }
    }

    private void show(PreparedContribution prepared, OwnContribution own) throws IOException, StepNotPossibleException {
        ContributionManifest manifest = prepared.manifest();
        Console console = bench.console();
        console.say(String.format(
                Locale.ROOT,
                "Would leave: %,d rows of %s in %,d bytes (%d shards), made with DPM %d and release %s",
                manifest.rows(),
                manifest.rowType(),
                prepared.bytes(),
                manifest.shards().size(),
                manifest.rotation(),
                manifest.releaseDigest()));
        List<String> classes = bench.charter().classes();
        for (int label = 0; label < classes.size(); label++) {
            console.say(String.format(
                    Locale.ROOT, "  %,9d rows of %s", manifest.rowsPerClass().get(label), classes.get(label)));
        }
        own.report()
                .verdicts()
                .forEach(verdict ->
                        console.say("  %s %s: %s".formatted(verdict.verdict(), verdict.limit(), verdict.sentence())));
        console.say("  Residual risk: " + own.report().residualRisk());
    }

    /** Why nothing may leave yet; empty if it may. */
    Optional<String> awaited(PreparedContribution prepared, OwnContribution own, CollaborationView collaboration)
            throws IOException, VaultException, StepNotPossibleException {
        if (!asked()) {
            return Optional.empty();
        }
        String remedy = "an officer of " + bench.entity()
                + ", who is not the one that runs this agent, has to look at it and run: entity-agent approve --settings FILE --as NAME"
                + " --key FILE";
        Optional<String> approval = PreparedContribution.approval(own.folder());
        if (approval.isEmpty()) {
            return Optional.of(
                    "%,d rows are prepared, nothing was sent: the charter asks for the release by a second person; %s"
                            .formatted(prepared.manifest().rows(), remedy));
        }
        try {
            ApprovalPolicy.verify(
                    approval.get(),
                    new ApprovalPolicy.Subject(
                            prepared.manifest(),
                            prepared.digest(),
                            List.of(bench.key().publicJwk())),
                    officers(collaboration),
                    own.report().createdAt(),
                    bench.clock().instant());
            return Optional.empty();
        } catch (InvalidSignatureException e) {
            return Optional.of("nothing was sent: the approval that is here does not release these rows, because "
                    + e.getMessage() + "; the collaboration's admin registers officers, and " + remedy);
        }
    }

    private List<OfficerView> officers(CollaborationView collaboration) throws IOException, StepNotPossibleException {
        var entity = bench.enrolment().entityId();
        return collaboration.members().stream()
                .filter(member -> member.id().equals(entity))
                .flatMap(member -> member.activeOfficers().stream())
                .toList();
    }

    /** What goes with the contribution. */
    List<String> approvals(OwnContribution own) throws IOException, StepNotPossibleException {
        return asked() ? PreparedContribution.approval(own.folder()).stream().toList() : List.of();
    }
}
