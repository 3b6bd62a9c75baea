package io.veilpool.demo.report;

import io.veilpool.demo.result.Result;
import java.util.List;

/**
 * Everything the page shows, ready to print: the template holds words, this model holds figures.
 *
 * @param facts   the line under the title
 * @param notices what must be known before any figure is read
 */
record ReportModel(
        String title,
        List<String> facts,
        List<String> notices,
        Summary summary,
        HoldingsFigure holdings,
        PicturesFigure pictures,
        AccuracyFigure accuracy,
        List<PoisoningCost> poisoning,
        LeakageFigure leakage,
        DeparturesFigure departures,
        PoolKeeping keeping,
        Basics basics,
        StepTable steps,
        String effort) {

    /** @param cost what poisoning cost in accuracy */
    record Summary(List<String> gained, List<String> leaked, String cost) {}

    record PoisoningCost(
            String entity,
            String module,
            String change,
            String before,
            String after,
            String lost,
            String top5Before,
            String top5After) {}

    record Basics(
            String publisher,
            String top1,
            String top5,
            String reconstructorSsim,
            String reconstructorL1,
            String classes,
            String imageSize,
            String backbone,
            String hookPoint,
            MethodWords method,
            int imagesPerRow,
            String poolRows,
            String poolBytes,
            String contributions,
            String snapshot,
            String testImages) {}

    static ReportModel of(Result result, Pictures pictures) {
        return new ReportModel(
                "What " + Figures.word(result.holdings().size())
                        + " parties gained by sharing features, and what they gave away",
                Headline.facts(result),
                Headline.notices(result),
                new Summary(Headline.gained(result), Headline.leaked(result), Headline.cost(result)),
                HoldingsFigure.of(result),
                PicturesFigure.of(result, pictures),
                AccuracyFigure.of(result),
                result.poisoning().stream().map(ReportModel::cost).toList(),
                LeakageFigure.of(result),
                DeparturesFigure.of(result),
                PoolKeeping.of(result),
                basics(result),
                StepTable.of(result.effort()),
                effort(result.effort()));
    }

    private static PoisoningCost cost(Result.Poisoning p) {
        return new PoisoningCost(
                p.entity(),
                p.dpm(),
                Math.round(100 * p.relativeChange()) + " %",
                Figures.percent(p.top1Original()),
                Figures.percent(p.top1Poisoned()),
                Figures.signed(-p.top1Lost()),
                Figures.percent(p.top5Original()),
                Figures.percent(p.top5Poisoned()));
    }

    private static Basics basics(Result result) {
        Result.Setting setting = result.setting();
        return new Basics(
                result.preTraining().entity(),
                Figures.percent(result.preTraining().top1()),
                Figures.percent(result.preTraining().top5()),
                Figures.score(result.reconstructor().ssim()),
                Figures.score(result.reconstructor().l1()),
                Figures.count(setting.classes().size()),
                setting.imageSize(),
                setting.backbone(),
                setting.hookPoint(),
                MethodWords.of(result),
                setting.imagesPerRow(),
                Figures.count(result.pool().rows()),
                Figures.bytes(result.pool().bytes()),
                Figures.count(result.pool().contributions()),
                result.pool().snapshot(),
                Figures.count(setting.testImages()));
    }

    private static String effort(Result.Effort effort) {
        String interruptions = effort.interruptions() == 0
                ? ""
                : " The run was interrupted and taken up again "
                        + (effort.interruptions() == 1 ? "once." : effort.interruptions() + " times.");
        return "All processes together used at most " + Figures.count(effort.peakMemoryMiB()) + " MiB of memory."
                + interruptions;
    }
}
