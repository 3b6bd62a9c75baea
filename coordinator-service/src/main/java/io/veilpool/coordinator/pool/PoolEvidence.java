package io.veilpool.coordinator.pool;

import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.PoolSnapshotView;
import io.veilpool.model.protocol.WithdrawalView;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Door of the room for who collects what was signed; oldest first. */
@Service
@Transactional(readOnly = true)
public class PoolEvidence {
    private final ContributionRepository contributions;
    private final SnapshotRepository snapshots;
    private final SnapshotService pool;
    private final WithdrawalRepository withdrawals;

    PoolEvidence(
            ContributionRepository contributions,
            SnapshotRepository snapshots,
            SnapshotService pool,
            WithdrawalRepository withdrawals) {
        this.contributions = contributions;
        this.snapshots = snapshots;
        this.pool = pool;
        this.withdrawals = withdrawals;
    }

    public List<ContributionView> contributions(UUID collaboration) {
        return contributions.findByCollaborationIdOrderByCreatedAtAscIdAsc(collaboration).stream()
                .map(Contribution::view)
                .toList();
    }

    public List<PoolSnapshotView> snapshots(UUID collaboration) {
        Set<UUID> gone = pool.withdrawn(collaboration);
        return snapshots.findByCollaborationIdOrderByNumber(collaboration).stream()
                .map(snapshot -> snapshot.view(gone))
                .toList();
    }

    public List<WithdrawalView> withdrawals(UUID collaboration) {
        return withdrawals.findByCollaborationIdOrderByCreatedAtAscIdAsc(collaboration).stream()
                .map(Withdrawal::view)
                .toList();
    }
}
