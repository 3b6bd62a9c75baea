package io.veilpool.demo;

import io.veilpool.demo.process.ChildProcess;
import io.veilpool.demo.progress.StepClock;
import io.veilpool.demo.progress.Terminal;
import io.veilpool.demo.result.Result;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.PoolSnapshotView;
import io.veilpool.model.protocol.ReleaseView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The steps of a run in their order. Each looks first whether it was done before. */
final class DemoFlow {
    private static final String DEMO = "demo";
    private static final int POLL_MILLIS = 500;
    private static final int POLLS_PER_QUESTION = 4; // answering takes time from those who compute

    private final DemoOptions options;
    private final DemoFolder folder;
    private final Budget budget;
    private final RunningCoordinator coordinator;
    private final Agents agents;
    private final Terminal terminal;
    private final StepClock clock;
    private final List<String> entities;
    private final Set<String> told = new HashSet<>();

    /** @param coordinator its api has been started, its worker has not */
    DemoFlow(
            DemoOptions options,
            DemoFolder folder,
            Budget budget,
            RunningCoordinator coordinator,
            Agents agents,
            Terminal terminal,
            StepClock clock,
            List<String> entities) {
        this.options = options;
        this.folder = folder;
        this.budget = budget;
        this.coordinator = coordinator;
        this.agents = agents;
        this.terminal = terminal;
        this.clock = clock;
        this.entities = entities;
    }

    Result run() throws DemoFailure, IOException, InterruptedException {
        clock.enter(DEMO, "dealing the images");
        PreparedImages images = PreparedImages.prepare(options, folder);
        terminal.say("Images: " + images.description() + ". " + parts(images));
        clock.enter(DEMO, "starting the coordinator");
        coordinator.awaitReady();
        terminal.say("The coordinator answers on " + coordinator.address() + " (REST, PostgreSQL, S3)");
        clock.enter(DEMO, "opening and inviting");
        AdminClient client = new AdminClient(
                coordinator.address(), Files.readString(folder.adminPassword()).strip());
        Administration administration = Administration.open(client, folder, budget.charter(images, "e1"));
        List<EntityCourse> courses = invite(administration);
        clock.leave(DEMO);
        // Where the featurizer protects, un-poisoned rows are what everybody shares.
        CarelessCourse careless = budget.poisons()
                ? new CarelessCourse(
                        administration, agents, terminal, invitation(administration, CarelessCourse.ENTITY))
                : null;
        WithdrawalCourse withdrawal = new WithdrawalCourse(administration, agents, terminal, folder.certificate());
        collaborate(administration, courses, careless, withdrawal);
        clock.enter(DEMO, "collecting the results");
        Result result = new ResultCollector(options, folder, images, administration, agents, entities)
                .collect(
                        careless == null ? null : careless.outcome(),
                        Objects.requireNonNull(withdrawal.outcome(), "no run ends before"));
        administration.fetchEvidence(folder.evidence());
        clock.leave(DEMO);
        return result;
    }

    private String parts(PreparedImages images) {
        return images.imagesPerClass().keySet().stream()
                .map(part -> String.format(Locale.ROOT, "%s %,d", part, images.count(part)))
                .collect(Collectors.joining(", "));
    }

    /** The entities' ways in the order in which they begin, the publisher's first; none has begun. */
    private List<EntityCourse> invite(Administration administration)
            throws DemoFailure, IOException, InterruptedException {
        List<EntityCourse> courses = new ArrayList<>();
        for (String entity : entities) {
            courses.add(new EntityCourse(entity, agents, invitation(administration, entity)));
        }
        return courses;
    }

    private Path invitation(Administration administration, String entity)
            throws DemoFailure, IOException, InterruptedException {
        agents.writeSettings(entity);
        return administration.enrolled().contains(entity)
                ? folder.secret(entity + ".invitation")
                : administration.invite(entity);
    }

    /** Lets the agents work, and does the administrator's part when its turn comes. */
    private void collaborate(
            Administration administration,
            List<EntityCourse> courses,
            @Nullable CarelessCourse careless,
            WithdrawalCourse withdrawal)
            throws DemoFailure, IOException, InterruptedException {
        EntityCourse publisher = courses.getFirst();
        publisher.begin();
        boolean othersBegan = false;
        Optional<PoolSnapshotView> snapshot = administration.snapshot();
        boolean sharing = false;
        boolean poolDecided = false;
        int round = 0;
        while (withdrawal.outcome() == null || !courses.stream().allMatch(EntityCourse::isOver)) {
            // Everybody waits for the publisher's network, so nothing that others start may hold it up.
            if (!othersBegan && publisher.isEnrolled()) {
                coordinator.startWorker(budget.poolDeciderSteps(), options.seed());
                for (EntityCourse other : courses.subList(1, courses.size())) {
                    other.begin();
                }
                othersBegan = true;
            }
            Thread.sleep(POLL_MILLIS);
            coordinator.refuseDead();
            for (EntityCourse course : courses) {
                ChildProcess ended =
                        course.goOn(snapshot.isPresent(), poolDecided && mayEvaluate(course, courses, snapshot));
                if (ended != null) {
                    ended(course, ended);
                }
            }
            if (careless != null) {
                careless.goOn();
            }
            // Everybody has refined: what is left to be measured needs no rows of the pool.
            if (poolDecided
                    && leaving(snapshot.orElseThrow(), courses).isOver()
                    && courses.stream().allMatch(EntityCourse::isRefined)) {
                withdrawal.goOn(leaving(snapshot.orElseThrow(), courses).entity());
            }
            if (round++ % POLLS_PER_QUESTION > 0) {
                continue;
            }
            if (!sharing) {
                sharing = share(administration);
                if (sharing && careless != null) {
                    careless.begin();
                }
            } else if (snapshot.isEmpty()) {
                snapshot = careless != null && careless.outcome() == null
                        ? snapshot
                        : buildSnapshot(administration, courses);
            } else if (!poolDecided) {
                poolDecided = leaving(snapshot.orElseThrow(), courses).isOver()
                        || administration.poolDecider().isPresent();
            }
        }
    }

    /** Who takes its rows back once it has its figures, those of the coordinator's decider among them. */
    private static EntityCourse leaving(PoolSnapshotView snapshot, List<EntityCourse> courses) {
        return courses.stream()
                .filter(course ->
                        course.entity().equals(snapshot.entries().getLast().entity()))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Evaluations, which are short, go last: begun while long refinements wait, they would leave a processor idle at the end. That of the
     * entity that withdraws begins before the others', so that the worker certifies while they are done.
     */
    private static boolean mayEvaluate(
            EntityCourse course, List<EntityCourse> courses, Optional<PoolSnapshotView> snapshot) {
        EntityCourse leaving = leaving(snapshot.orElseThrow(), courses);
        boolean almostRefined =
                courses.stream().filter(each -> !each.isRefined()).count() < EntitySettings.TURNS;
        return almostRefined && (course == leaving || leaving.evaluates());
    }

    private void ended(EntityCourse course, ChildProcess process) {
        clock.leave(course.entity());
        terminal.idle(course.entity());
        int status = process.exitStatus();
        if (status != 0) {
            terminal.say(
                    course.entity() + " shares nothing" + DeadChild.meaning(status) + ":" + DeadChild.tail(process));
        }
    }

    private boolean share(Administration administration) throws DemoFailure, InterruptedException {
        Optional<ReleaseView> release = administration.network();
        if (release.isEmpty()) {
            return false;
        }
        administration.share();
        terminal.say(String.format(
                Locale.ROOT,
                "%s has published featurizer, decider and reconstructor (%.1f MB, digest %s); sharing is open",
                release.get().publishedBy(),
                release.get().manifest().weightsBytes() / 1e6,
                release.get().digest().substring(0, 12)));
        return true;
    }

    private Optional<PoolSnapshotView> buildSnapshot(Administration administration, List<EntityCourse> courses)
            throws DemoFailure, InterruptedException {
        long sharers =
                courses.stream().filter(course -> !course.sharesNothing()).count();
        if (sharers == 0) {
            throw new DemoFailure("No entity shares anything, so there is no pool. Why, stands above and in "
                    + folder.logs() + "; another --seed starts otherwise.");
        }
        if (sharers == 1) {
            throw new DemoFailure(
                    "Only one entity shares anything, so it has no rows of others to learn from. Why the others do not, stands"
                            + " above and in " + folder.logs()
                            + "; another --seed starts otherwise, another --profile protects otherwise.");
        }
        int accepted = 0;
        for (ContributionView contribution : administration.contributions()) {
            if (contribution.state() == ContributionState.ACCEPTED) {
                accepted++;
                if (told.add(contribution.entity())) {
                    terminal.say(String.format(
                            Locale.ROOT,
                            "The coordinator has checked and accepted %,d poisoned rows of %s",
                            contribution.manifest().rows(),
                            contribution.entity()));
                }
            }
        }
        if (accepted < sharers) {
            return Optional.empty();
        }
        PoolSnapshotView snapshot = administration.buildSnapshot();
        terminal.say(String.format(
                Locale.ROOT,
                "Pool snapshot %d: %,d rows, %.0f MB, Merkle root %s",
                snapshot.number(),
                snapshot.rows(),
                snapshot.bytes() / 1e6,
                snapshot.merkleRoot().substring(0, 12)));
        return Optional.of(snapshot);
    }
}
