package io.veilpool.demo;

import io.veilpool.agent.evaluation.EvaluationResult;
import io.veilpool.demo.result.Result;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.protocol.PoolSnapshotView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts together what the agents' evaluations and the coordinator say. */
final class ResultCollector {
    private final DemoOptions options;
    private final DemoFolder folder;
    private final PreparedImages images;
    private final Administration administration;
    private final Agents agents;
    private final List<String> entities;

    ResultCollector(
            DemoOptions options,
            DemoFolder folder,
            PreparedImages images,
            Administration administration,
            Agents agents,
            List<String> entities) {
        this.options = options;
        this.folder = folder;
        this.images = images;
        this.administration = administration;
        this.agents = agents;
        this.entities = entities;
    }

    /** The result without what the run took. */
    Result collect(Result.@Nullable Unpoisoned unpoisoned, Result.Withdrawal withdrawal)
            throws DemoFailure, IOException, InterruptedException {
        Map<String, EvaluationResult> evaluations = new LinkedHashMap<>();
        for (String entity : entities) {
            evaluations.put(entity, read(agents.evaluation(entity)));
        }
        Charter charter = administration.charter();
        PoolSnapshotView snapshot =
                administration.snapshot().orElseThrow(() -> new DemoFailure("The coordinator has no pool snapshot."));
        EvaluationResult any = evaluations.values().iterator().next();
        return new Result(
                options.dataName(),
                options.seed(),
                0,
                preTraining(evaluations, charter.publishingEntity()),
                new Result.Reconstructor(
                        any.reconstructor().l1(), any.reconstructor().ssim()),
                each(evaluations, ResultCollector::poisoning),
                new Result.Pool(
                        snapshot.id().toString(),
                        snapshot.rows(),
                        snapshot.bytes(),
                        snapshot.entries().size()),
                each(evaluations, ResultCollector::refinement),
                new Result.PoolOnlyDecider(poolOnly(evaluations, withdrawal.entity())),
                new Result.Setting(
                        options.worldName(),
                        options.quick(),
                        options.data() == null,
                        images.classes(),
                        size(images.image()),
                        charter.backbone(),
                        charter.hookPoint(),
                        charter.method(),
                        charter.profile().imagesPerRow(),
                        any.testImages(),
                        images.columns()),
                holdings(),
                new DepartureLedger(administration, folder, entities).departures(),
                unpoisoned,
                withdrawal,
                new Result.Effort(0, 0, List.of()));
    }

    private static EvaluationResult read(Path file) throws DemoFailure, IOException {
        try {
            return ProtocolJson.read(Files.readString(file), EvaluationResult.class);
        } catch (InvalidJsonException e) {
            throw new DemoFailure(file + " is not understood: " + e.getMessage());
        }
    }

    private static <T> List<T> each(
            Map<String, EvaluationResult> evaluations, Function<EvaluationResult, @Nullable T> part) {
        List<T> parts = new ArrayList<>();
        for (EvaluationResult evaluation : evaluations.values()) {
            T found = part.apply(evaluation);
            if (found != null) {
                parts.add(found);
            }
        }
        return parts;
    }

    private static Result.PreTraining preTraining(Map<String, EvaluationResult> evaluations, String publisher)
            throws DemoFailure {
        EvaluationResult.Accuracy accuracy =
                Objects.requireNonNull(evaluations.get(publisher)).preTraining();
        if (accuracy == null) {
            throw new DemoFailure("The evaluation of " + publisher + " has no figures of its pre-training.");
        }
        return new Result.PreTraining(publisher, accuracy.top1(), accuracy.top5());
    }

    private static Result.@Nullable Poisoning poisoning(EvaluationResult evaluation) {
        EvaluationResult.Poisoning p = evaluation.poisoning();
        return p == null
                ? null
                : new Result.Poisoning(
                        evaluation.entity(),
                        p.top1Original(),
                        p.top1Poisoned(),
                        p.top5Original(),
                        p.top5Poisoned(),
                        p.l1Original(),
                        p.l1Poisoned(),
                        p.ssimOriginal(),
                        p.ssimPoisoned(),
                        p.insiderIndex(),
                        p.insiderSsim(),
                        p.insiderIndexLow(),
                        p.insiderIndexHigh(),
                        p.insiderL1(),
                        p.ssimNegative(),
                        p.controlSsim(),
                        p.priorSsim(),
                        p.insiderSteps(),
                        p.insiderImages(),
                        p.insiderRetrieval(),
                        p.insiderScoredImages(),
                        p.relativeChange(),
                        p.module());
    }

    private static Result.@Nullable Refinement refinement(EvaluationResult evaluation) {
        EvaluationResult.Refinement r = evaluation.refinement();
        return r == null
                ? null
                : new Result.Refinement(
                        evaluation.entity(),
                        r.images(),
                        r.top1OwnDataOnly(),
                        r.top1PublishedDecider(),
                        r.top1PublishedRefined(),
                        r.top1WithPool(),
                        r.chosen().name(),
                        r.poolGain(),
                        r.poolGainLow(),
                        r.poolGainHigh());
    }

    /** As the entity measured it that withdrew its rows afterwards, and that decider with them: others may have come too late. */
    private static double poolOnly(Map<String, EvaluationResult> evaluations, String left) throws DemoFailure {
        Double top1 = Objects.requireNonNull(evaluations.get(left)).poolOnlyTop1();
        if (top1 == null) {
            throw new DemoFailure("The evaluation of " + left + " has no figures of the coordinator's decider.");
        }
        return top1;
    }

    private List<Result.Holding> holdings() {
        return entities.stream()
                .map(entity -> new Result.Holding(entity, images.count(entity), images.perClass(entity)))
                .toList();
    }

    private static String size(ImageSpec image) {
        return image.channels() + " x " + image.height() + " x " + image.width();
    }
}
