package io.veilpool.coordinator.pool;

import io.veilpool.coordinator.artifact.ReleaseService;
import io.veilpool.coordinator.security.Audited;
import io.veilpool.coordinator.security.CoordinatorKey;
import io.veilpool.coordinator.settings.WorkerRole;
import io.veilpool.coordinator.storage.Uploads;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.PoolSnapshotView;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.protocol.WithdrawalCertificate;
import io.veilpool.model.protocol.WithdrawalCertificate.Accuracy;
import io.veilpool.model.protocol.WithdrawalCertificate.SnapshotMark;
import io.veilpool.model.protocol.WithdrawalCertificate.Successor;
import io.veilpool.model.protocol.WithdrawalCertificate.WithdrawnContribution;
import io.veilpool.model.protocol.WithdrawalView;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Ends a withdrawal: bytes deleted, the next snapshot built, the coordinator's decider trained on it and compared with the one before, all
 * of it certified. What is done
 * is looked up and not remembered, so a process that dies anywhere leaves nothing that the next one does not find.
 */
@Component
@WorkerRole
class WithdrawalCompletion {
    private static final Logger LOG = LoggerFactory.getLogger(WithdrawalCompletion.class);
    private static final List<String> NOT_UNDONE = List.of(
            "Members that are named as holders were given addresses of the rows and may have copies.",
            "Deciders that members refined on these rows stay with them; their agents hear of the withdrawal and refine again.",
            "Backups of the coordinator's database and object store are not reached from here.");

    private final WithdrawalRepository withdrawals;
    private final ContributionRepository contributions;
    private final SnapshotService snapshots;
    private final SnapshotHolders holders;
    private final ReleaseService releases;
    private final DeciderComparison comparison;
    private final Uploads uploads;
    private final CoordinatorKey key;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final TransactionTemplate transactions;

    WithdrawalCompletion(
            WithdrawalRepository withdrawals,
            ContributionRepository contributions,
            SnapshotService snapshots,
            SnapshotHolders holders,
            ReleaseService releases,
            DeciderComparison comparison,
            Uploads uploads,
            CoordinatorKey key,
            ApplicationEventPublisher events,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.withdrawals = withdrawals;
        this.contributions = contributions;
        this.snapshots = snapshots;
        this.holders = holders;
        this.releases = releases;
        this.comparison = comparison;
        this.uploads = uploads;
        this.key = key;
        this.events = events;
        this.clock = clock;
        this.transactions = new TransactionTemplate(transactions);
    }

    /** @return whether it is completed; otherwise its successor's decider is still being trained */
    boolean complete(UUID id) {
        Withdrawal withdrawal = withdrawals.findById(id).orElseThrow();
        if (withdrawal.isCompleted()) {
            return true;
        }
        withdrawal.contributions().forEach(uploads::discard);
        List<PoolSnapshot> touched = snapshots.withAnyOf(withdrawal.collaborationId(), withdrawal.contributions());
        Optional<PoolSnapshotView> next = touched.isEmpty()
                ? Optional.empty()
                : snapshots.successor(
                        withdrawal.collaborationId(), touched.getLast().number());
        Successor successor = null;
        if (next.isPresent()) {
            Optional<String> decider = releases.deciderDigest(next.get().id());
            if (decider.isEmpty()) {
                return false;
            }
            PoolSnapshotView now = next.get();
            successor = new Successor(
                    new SnapshotMark(now.id(), now.number(), now.merkleRoot()), now.rows(), decider.get());
        }
        Accuracy accuracy =
                comparison.compare(touched, next.map(PoolSnapshotView::id).orElse(null));
        certify(id, touched, successor, accuracy);
        return true;
    }

    private void certify(UUID id, List<PoolSnapshot> touched, @Nullable Successor successor, Accuracy accuracy) {
        transactions.executeWithoutResult(status -> {
            Withdrawal withdrawal = withdrawals.findById(id).orElseThrow();
            List<UUID> snapshotIds = touched.stream().map(PoolSnapshot::getId).toList();
            List<String> deciders = releases.withdrawDeciders(snapshotIds, WithdrawalService.reasonOf(withdrawal));
            WithdrawalView said = withdrawal.view();
            byte[] certificate = CanonicalJson.write(new WithdrawalCertificate(
                    WithdrawalCertificate.FORMAT_VERSION,
                    withdrawal.collaborationId(),
                    id,
                    said.entity(),
                    said.requestedBy(),
                    said.reason(),
                    said.createdAt(),
                    clock.instant().truncatedTo(ChronoUnit.MICROS),
                    said.contributions().stream().map(this::withdrawn).toList(),
                    touched.stream()
                            .map(old -> new SnapshotMark(old.getId(), old.number(), old.merkleRoot()))
                            .toList(),
                    deciders,
                    successor,
                    accuracy,
                    holders.of(snapshotIds),
                    NOT_UNDONE));
            withdrawal.complete(key.signingKey().sign(certificate, SignatureType.WITHDRAWAL));
            withdrawals.saveAndFlush(withdrawal);
            events.publishEvent(new Audited(
                    "withdrawal-completed",
                    "withdrawal " + id,
                    withdrawal.collaborationId(),
                    Map.of("certificate", Digests.sha256(certificate))));
        });
        LOG.info("Withdrawal {} is completed", id);
    }

    private WithdrawnContribution withdrawn(UUID id) {
        Contribution contribution = contributions.findById(id).orElseThrow();
        ContributionManifest manifest = contribution.manifest();
        return new WithdrawnContribution(
                id,
                contribution.manifestDigest(),
                manifest.dpmCommitment(),
                manifest.rotation(),
                manifest.rows(),
                manifest.shards());
    }
}
