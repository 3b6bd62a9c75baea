package io.veilpool.agent.workflow;

import io.veilpool.agent.client.CoordinatorClient;
import io.veilpool.agent.client.CoordinatorRefusedException;
import io.veilpool.agent.client.UnreachableException;
import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.PoolSnapshotView;
import io.veilpool.model.protocol.RequestWithdrawal;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.protocol.WithdrawalCertificate;
import io.veilpool.model.protocol.WithdrawalState;
import io.veilpool.model.protocol.WithdrawalView;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.trail.CanonicalDocuments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Own rows leave the pool here, with the coordinator's certificate; others' withdrawals are heeded. */
final class Withdrawals {
    private static final Set<ContributionState> IN_THE_POOL = Set.of(
            ContributionState.DECLARED,
            ContributionState.UPLOADED,
            ContributionState.ACCEPTED,
            ContributionState.FROZEN);

    private final Workbench bench;

    Withdrawals(Workbench bench) {
        this.bench = bench;
    }

    /**
     * Withdraws, or waits for what was asked for before and not certified yet.
     *
     * @param contributions ids; empty: all
     */
    Results.Withdrawn withdraw(List<UUID> contributions, String reason)
            throws IOException, InterruptedException, VaultException, UnreachableException, CoordinatorRefusedException,
                    StepNotPossibleException {
        CoordinatorClient client = bench.client();
        UUID collaboration = bench.collaboration();
        String entity = bench.entity();
        List<UUID> leaving = client.contributions(collaboration).stream()
                .filter(contribution -> contribution.entity().equals(entity))
                .filter(contribution -> IN_THE_POOL.contains(contribution.state()))
                .map(ContributionView::id)
                .filter(id -> contributions.isEmpty() || contributions.contains(id))
                .toList();
        if (!leaving.isEmpty()) {
            // By their ids: a repeated request is the same one only as long as it is about the same rows.
            client.withdraw(collaboration, new RequestWithdrawal(entity, leaving, List.of(), reason));
        }
        List<WithdrawalView> open = client.withdrawals(collaboration).stream()
                .filter(withdrawal -> withdrawal.state() == WithdrawalState.REQUESTED
                        || withdrawal.contributions().stream().anyMatch(leaving::contains))
                .toList();
        if (open.isEmpty()) {
            throw new StepNotPossibleException(
                    "Nothing of this entity's that was named is in the pool or on its way there, so there is nothing to withdraw.");
        }
        for (WithdrawalView withdrawal : open) {
            markWithdrawn(withdrawal);
        }
        List<Results.Certified> certified = new ArrayList<>();
        for (WithdrawalView withdrawal : open) {
            certified.add(keep(completed(withdrawal)));
        }
        return new Results.Withdrawn(certified);
    }

    /**
     * Takes note of what was withdrawn since the last time: of own rows that somebody else withdrew, and of rows that kept deciders
     * were refined with, which are refined again. A coordinator that is away hinders nothing; the next run asks again.
     */
    void heed() throws IOException, VaultException, CoordinatorRefusedException, StepNotPossibleException {
        Optional<Results.Published> published = bench.results().read(Step.PUBLISH, Results.Published.class);
        Optional<Results.Refined> refined = bench.results().read(Step.REFINE, Results.Refined.class);
        try {
            if (published.isPresent() && published.get().state() != ContributionState.WITHDRAWN) {
                ContributionView now = bench.client()
                        .contribution(bench.collaboration(), published.get().contribution());
                if (now.state() == ContributionState.WITHDRAWN) {
                    bench.console().say("This entity's contribution was withdrawn: " + String.join(" ", now.reasons()));
                    write(published.get(), now.reasons());
                }
            }
            if (refined.isPresent()) {
                refineAgainIfWithdrawn(refined.get());
            }
        } catch (UnreachableException away) {
            bench.console().say("Whether rows were withdrawn meanwhile is not known yet: " + away.getMessage());
        }
    }

    private void refineAgainIfWithdrawn(Results.Refined refined)
            throws IOException, VaultException, UnreachableException, CoordinatorRefusedException,
                    StepNotPossibleException {
        for (PoolSnapshotView snapshot : bench.client().snapshots(bench.collaboration())) {
            if (snapshot.id().equals(refined.snapshot())
                    && !snapshot.withdrawn().isEmpty()) {
                bench.console()
                        .say(
                                "%d contributions to snapshot %d, which the kept deciders were refined with, were withdrawn: it is refined again"
                                        .formatted(snapshot.withdrawn().size(), snapshot.number()));
                bench.folder().forgetSnapshot(snapshot.id());
                bench.results().remove(Step.REFINE);
            }
        }
    }

    /** Nothing is published again by itself after that. */
    private void write(Results.Published was, List<String> reasons) throws IOException {
        bench.results()
                .write(
                        Step.PUBLISH,
                        new Results.Published(
                                was.contribution(),
                                was.report(),
                                ContributionState.WITHDRAWN,
                                was.rows(),
                                was.bytes(),
                                reasons));
    }

    private void markWithdrawn(WithdrawalView withdrawal) throws IOException {
        Optional<Results.Published> published = bench.results().read(Step.PUBLISH, Results.Published.class);
        if (published.isPresent()
                && withdrawal.contributions().contains(published.get().contribution())) {
            write(published.get(), List.of(withdrawal.reason()));
        }
        bench.console()
                .say("Withdrawn: %d contributions; nobody is given their rows from now on. Waiting for the certificate"
                        .formatted(withdrawal.contributions().size()));
    }

    private WithdrawalView completed(WithdrawalView asked)
            throws IOException, InterruptedException, VaultException, UnreachableException, CoordinatorRefusedException,
                    StepNotPossibleException {
        WithdrawalView now = asked;
        while (now.state() != WithdrawalState.COMPLETED) {
            Thread.sleep(Math.round(1000 * bench.settings().network().pollSeconds()));
            now = bench.client().withdrawal(bench.collaboration(), asked.id());
        }
        return now;
    }

    private Results.Certified keep(WithdrawalView completed)
            throws IOException, VaultException, UnreachableException, CoordinatorRefusedException,
                    StepNotPossibleException {
        String jws = String.valueOf(completed.certificateJws());
        WithdrawalCertificate certificate = verified(jws);
        Path file = bench.folder().made(bench.folder().withdrawals()).resolve(completed.id() + ".jws");
        PrivateFiles.write(file, jws.getBytes(StandardCharsets.UTF_8));
        WithdrawalCertificate.Successor successor = certificate.successor();
        bench.console()
                .say(
                        "Certified: %d contributions deleted, %d snapshots and %d deciders handed out no more, %s; members that may have copies: %s. The certificate is in %s"
                                .formatted(
                                        certificate.contributions().size(),
                                        certificate.snapshots().size(),
                                        certificate.deciders().size(),
                                        successor == null
                                                ? "no snapshot took their place"
                                                : "snapshot "
                                                        + successor.snapshot().number() + " took their place",
                                        certificate.holders().isEmpty()
                                                ? "none"
                                                : String.join(
                                                        ", ",
                                                        certificate.holders().stream()
                                                                .map(WithdrawalCertificate.Holder::entity)
                                                                .distinct()
                                                                .toList()),
                                        file));
        return new Results.Certified(completed.id(), completed.contributions(), file.toString());
    }

    private WithdrawalCertificate verified(String jws)
            throws IOException, VaultException, UnreachableException, CoordinatorRefusedException,
                    StepNotPossibleException {
        try {
            return CanonicalDocuments.read(
                    jws, bench.client().coordinatorKeys(), SignatureType.WITHDRAWAL, WithdrawalCertificate.class);
        } catch (InvalidSignatureException | InvalidJsonException e) {
            throw new CoordinatorRefusedException(
                    200, null, "The coordinator's certificate of the withdrawal is not valid: " + e.getMessage() + ".");
        }
    }
}
