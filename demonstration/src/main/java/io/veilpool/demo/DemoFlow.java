package io.veilpool.demo;

import io.veilpool.demo.process.ChildProcess;
import io.veilpool.demo.process.ChildProcesses;
import io.veilpool.demo.progress.StepClock;
import io.veilpool.demo.progress.Terminal;
import io.veilpool.demo.progress.TimeLeft;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The steps of a run in their order. Each looks first whether it was done before. */
final class DemoFlow {
    private static final String DEMO = "demo";
    private static final int POLL_MILLIS = 500;

    private final DemoOptions options;
    private final DemoFolder folder;
    private final Path home;
    private final DemoState state;
    private final Budget budget;
    private final Terminal terminal;
    private final ChildProcesses children;
    private final StepClock clock;
    private final TimeLeft timeLeft;
    private final List<String> entities;
    private final Set<String> told = new HashSet<>();

    DemoFlow(
            DemoOptions options,
            DemoFolder folder,
            Path home,
            DemoState state,
            Budget budget,
            Terminal terminal,
            ChildProcesses children,
            StepClock clock,
            TimeLeft timeLeft,
            List<String> entities) {
        this.options = options;
        this.folder = folder;
        this.home = home;
        this.state = state;
        this.budget = budget;
        this.terminal = terminal;
        this.children = children;
        this.clock = clock;
        this.timeLeft = timeLeft;
        this.entities = entities;
    }

    Result run() throws DemoFailure, IOException, InterruptedException {
        Path password = folder.randomSecret("admin-password");
        RunningCoordinator coordinator = RunningCoordinator.start(
                children, home, folder, state.port(), password, options.keep(), budget.poolDeciderSteps());
        clock.enter(DEMO, "dealing the images");
        PreparedImages images = PreparedImages.prepare(options, folder);
        terminal.say("Images: " + images.description() + ". " + parts(images));
        clock.enter(DEMO, "starting the coordinator");
        coordinator.awaitReady();
        terminal.say("The coordinator answers on http://127.0.0.1:" + state.port()
                + " (REST, PostgreSQL, S3; worker beside it)");
        clock.enter(DEMO, "opening and enrolling");
        AdminClient client =
                new AdminClient(state.port(), Files.readString(password).strip());
        Administration administration = Administration.open(client, folder, budget.charter(images, "e1"));
        Agents agents = new Agents(home, folder, children, budget, state);
        enrol(administration, agents, coordinator);
        clock.leave(DEMO);
        collaborate(administration, agents, coordinator);
        clock.enter(DEMO, "collecting the results");
        Result result = new ResultCollector(options, folder, images, administration, agents, entities).collect();
        clock.leave(DEMO);
        if (options.keep()) {
            terminal.show(List.of("The coordinator goes on: http://127.0.0.1:" + state.port()
                    + "/swagger-ui.html, account admin, password in " + password));
        }
        return result;
    }

    private String parts(PreparedImages images) {
        return images.imagesPerClass().keySet().stream()
                .map(part -> String.format(Locale.ROOT, "%s %,d", part, images.count(part)))
                .collect(Collectors.joining(", "));
    }

    private void enrol(Administration administration, Agents agents, RunningCoordinator coordinator)
            throws DemoFailure, IOException, InterruptedException {
        Set<String> enrolled = administration.enrolled();
        Map<String, ChildProcess> enrolling = new LinkedHashMap<>();
        for (String entity : entities) {
            agents.writeSettings(entity);
            if (!agents.isEnrolled(entity)) {
                Path invitation = enrolled.contains(entity)
                        ? folder.secret(entity + ".invitation")
                        : administration.invite(entity);
                enrolling.put(entity, agents.enroll(entity, invitation));
            }
        }
        await(enrolling, coordinator);
        terminal.say("Enrolled, each with a key pair of its own: " + String.join(", ", entities));
    }

    /** Lets the agents work, and does the administrator's part when its turn comes. */
    private void collaborate(Administration administration, Agents agents, RunningCoordinator coordinator)
            throws DemoFailure, IOException, InterruptedException {
        List<EntityCourse> courses = new ArrayList<>();
        for (String entity : entities) {
            courses.add(EntityCourse.begin(entity, agents));
        }
        boolean snapshotBuilt = administration.snapshot().isPresent();
        boolean sharing = false;
        boolean poolDecided = false;
        while (!courses.stream().allMatch(EntityCourse::isOver)) {
            Thread.sleep(POLL_MILLIS);
            for (ChildProcess process : coordinator.processes()) {
                DeadChild.refuse(process);
            }
            for (EntityCourse course : courses) {
                ChildProcess ended = course.goOn(snapshotBuilt, poolDecided);
                if (ended != null) {
                    ended(course, ended);
                }
            }
            if (!sharing) {
                sharing = share(administration);
            } else if (!snapshotBuilt) {
                snapshotBuilt = buildSnapshot(administration, courses);
            } else if (!poolDecided) {
                poolDecided = administration.poolDecider().isPresent();
            }
        }
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

    private boolean buildSnapshot(Administration administration, List<EntityCourse> courses)
            throws DemoFailure, InterruptedException {
        long sharers =
                courses.stream().filter(course -> !course.sharesNothing()).count();
        if (sharers == 0) {
            throw new DemoFailure("No entity shares anything, so there is no pool. Why, stands above and in "
                    + folder.logs() + "; another --seed starts otherwise.");
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
            return false;
        }
        PoolSnapshotView snapshot = administration.buildSnapshot();
        terminal.say(String.format(
                Locale.ROOT,
                "Pool snapshot %d: %,d rows, %.0f MB, Merkle root %s",
                snapshot.number(),
                snapshot.rows(),
                snapshot.bytes() / 1e6,
                snapshot.merkleRoot().substring(0, 12)));
        return true;
    }

    private void await(Map<String, ChildProcess> processes, RunningCoordinator coordinator)
            throws DemoFailure, InterruptedException {
        Map<String, ChildProcess> waiting = new LinkedHashMap<>(processes);
        while (!waiting.isEmpty()) {
            for (ChildProcess process : coordinator.processes()) {
                DeadChild.refuse(process);
            }
            for (Map.Entry<String, ChildProcess> entry : List.copyOf(waiting.entrySet())) {
                ChildProcess process = entry.getValue();
                if (!process.isAlive()) {
                    clock.leave(entry.getKey());
                    terminal.idle(entry.getKey());
                    if (process.exitStatus() != 0) {
                        DeadChild.refuse(process);
                    }
                    waiting.remove(entry.getKey());
                }
            }
            Thread.sleep(50);
        }
    }
}
