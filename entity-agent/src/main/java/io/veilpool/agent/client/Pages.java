package io.veilpool.agent.client;

import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.PoolSnapshotView;
import io.veilpool.model.protocol.RefinementView;
import io.veilpool.model.protocol.ReleaseView;
import io.veilpool.model.protocol.RerunView;
import io.veilpool.model.protocol.WithdrawalView;
import java.util.List;

/** The protocol's pages with their item types, which the strict reader must know. */
sealed interface Pages<T> {
    List<T> items();

    long total();

    record Releases(List<ReleaseView> items, int page, int size, long total) implements Pages<ReleaseView> {}

    record Contributions(List<ContributionView> items, int page, int size, long total)
            implements Pages<ContributionView> {}

    record Snapshots(List<PoolSnapshotView> items, int page, int size, long total) implements Pages<PoolSnapshotView> {}

    record Withdrawals(List<WithdrawalView> items, int page, int size, long total) implements Pages<WithdrawalView> {}

    record Reruns(List<RerunView> items, int page, int size, long total) implements Pages<RerunView> {}

    record Refinements(List<RefinementView> items, int page, int size, long total) implements Pages<RefinementView> {}
}
