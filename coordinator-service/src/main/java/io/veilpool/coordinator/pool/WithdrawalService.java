package io.veilpool.coordinator.pool;

import io.veilpool.coordinator.artifact.ReleaseService;
import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.security.Audited;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.security.CallerRole;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.protocol.RequestWithdrawal;
import io.veilpool.model.protocol.WithdrawalView;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes rows out of the pool. From the moment of the request nobody is given them or what the coordinator trained on them; deleting
 * bytes, building the next snapshot and certifying is the worker's, {@link WithdrawalCompletion}.
 */
@Service
class WithdrawalService {
    private final WithdrawalRepository withdrawals;
    private final ContributionRepository contributions;
    private final SnapshotService snapshots;
    private final ShardTable shards;
    private final ReleaseService releases;
    private final PoolJobs jobs;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    WithdrawalService(
            WithdrawalRepository withdrawals,
            ContributionRepository contributions,
            SnapshotService snapshots,
            ShardTable shards,
            ReleaseService releases,
            PoolJobs jobs,
            ApplicationEventPublisher events,
            Clock clock) {
        this.withdrawals = withdrawals;
        this.contributions = contributions;
        this.snapshots = snapshots;
        this.shards = shards;
        this.releases = releases;
        this.jobs = jobs;
        this.events = events;
        this.clock = clock;
    }

    /** Possible in every state of the collaboration: a closed one still has rows. */
    @Transactional
    WithdrawalView request(UUID collaboration, RequestWithdrawal request, Caller caller) {
        check(request);
        shards.lockPool(collaboration); // no snapshot is built meanwhile
        List<Contribution> leaving = chosen(collaboration, request, caller);
        Withdrawal withdrawal = withdrawals.saveAndFlush(new Withdrawal(
                collaboration,
                request.entity(),
                caller.actor(),
                request.reason(),
                leaving.stream().map(Contribution::id).toList(),
                clock.instant()));
        for (Contribution contribution : leaving) {
            contribution.withdraw(request.reason());
            contributions.saveAndFlush(contribution);
            shards.forget(contribution.id());
            events.publishEvent(new Audited(
                    "contribution-withdrawn",
                    "contribution " + contribution.id(),
                    collaboration,
                    Map.of("withdrawal", withdrawal.id().toString())));
        }
        List<UUID> touched = snapshots.withAnyOf(collaboration, withdrawal.contributions()).stream()
                .map(PoolSnapshot::getId)
                .toList();
        releases.withdrawDeciders(touched, reasonOf(withdrawal));
        jobs.completeWithdrawal(withdrawal.id());
        events.publishEvent(new Audited(
                "withdrawal-requested",
                "withdrawal " + withdrawal.id(),
                collaboration,
                Map.of(
                        "entity",
                        request.entity(),
                        "contributions",
                        Integer.toString(leaving.size()),
                        "reason",
                        request.reason())));
        return withdrawal.view();
    }

    static String reasonOf(Withdrawal withdrawal) {
        return "It was trained on rows that withdrawal " + withdrawal.id() + " took out of the pool.";
    }

    private static void check(RequestWithdrawal request) {
        int length = request.reason().strip().length();
        if (length < 1 || request.reason().length() > RequestWithdrawal.LONGEST_REASON) {
            throw new RefusedException(
                    ProblemType.INVALID_REQUEST,
                    "The reason has " + request.reason().length() + " characters; 1 to "
                            + RequestWithdrawal.LONGEST_REASON + " are needed, not all of them spaces.");
        }
    }

    /** What is named and has not left yet: an agent's own, for an admin anybody's, for an auditor what is frozen. */
    private List<Contribution> chosen(UUID collaboration, RequestWithdrawal request, Caller caller) {
        List<Contribution> chosen =
                contributions
                        .findByCollaborationIdAndEntityNameOrderByCreatedAtAscIdAsc(collaboration, request.entity())
                        .stream()
                        .filter(contribution -> caller.entityId() == null || contribution.isOf(caller.entity()))
                        .filter(Contribution::isWithdrawable)
                        .filter(contribution ->
                                !caller.is(CallerRole.AUDITOR) || contribution.state() == ContributionState.FROZEN)
                        .filter(contribution -> request.contributions().isEmpty()
                                || request.contributions().contains(contribution.id()))
                        .filter(contribution -> request.rotations().isEmpty()
                                || request.rotations()
                                        .contains(contribution.manifest().rotation()))
                        .toList();
        if (chosen.isEmpty()) {
            throw new RefusedException(
                    ProblemType.NOT_FOUND,
                    "Nothing of what was named is in the pool or on its way there, so there is nothing to withdraw."
                            + (caller.is(CallerRole.AUDITOR)
                                    ? " An auditor withdraws only what a re-run has frozen."
                                    : ""));
        }
        return chosen;
    }

    /** Members see their own, persons all. */
    @Transactional(readOnly = true)
    Page<WithdrawalView> list(UUID collaboration, Caller caller, Pageable page) {
        Page<Withdrawal> found = caller.entityId() == null
                ? withdrawals.findByCollaborationId(collaboration, page)
                : withdrawals.findByCollaborationIdAndEntityName(collaboration, caller.name(), page);
        return found.map(Withdrawal::view);
    }

    @Transactional(readOnly = true)
    WithdrawalView view(UUID collaboration, UUID id, Caller caller) {
        return withdrawals
                .findByIdAndCollaborationId(id, collaboration)
                .map(Withdrawal::view)
                .filter(view -> caller.entityId() == null || view.entity().equals(caller.name()))
                .orElseThrow(() -> new RefusedException(
                        ProblemType.NOT_FOUND, "There is no withdrawal " + id + " of yours here."));
    }
}
