package io.veilpool.experiments.experiment;

import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.experiments.experiment.Table5Row.Source;
import io.veilpool.experiments.lab.Bench;
import io.veilpool.experiments.lab.Deciders;
import io.veilpool.experiments.lab.FailedRunException;
import io.veilpool.experiments.lab.Recipe;
import io.veilpool.experiments.lab.Release;
import io.veilpool.experiments.lab.Width;
import io.veilpool.experiments.world.World;
import io.veilpool.experiments.world.WorldKind;
import io.veilpool.model.protocol.PoisoningProfile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What entities gain from one another's rows, beside what they have without: Deep Poisoning, Table 5. */
final class Table5 implements Experiment {
    private static final String PAPER = Recipe.PAPER.text();
    private static final String BALANCED = PoisoningProfile.BALANCED.name();
    private static final int ROUNDS = 10;
    private static final String OURS = "ours";
    /** Heading of a column to the name of its figure behind the row's. */
    private static final Map<String, String> COLUMNS = columns();

    private static Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put(OURS, "top-1");
        columns.put("twin", "twin");
        columns.put("price", "price");
        columns.put("published", "published");
        columns.put("refined, own data", "refined");
        columns.put("averaged, 1 round", "averaged 1");
        columns.put("averaged, 10 rounds", "averaged 10");
        return columns;
    }

    @Override
    public String name() {
        return "table5";
    }

    @Override
    public String title() {
        return "Table 5: what entities gain from one another's rows";
    }

    @Override
    public String reading() {
        return "Top-1 in percent of test images of all classes, original features. e1 pre-trains and splits; e1 to e3 publish rows of"
                + " their own DPMs; e4 has a tenth of the data and only takes. A *twin* is the same decider with original features in"
                + " place of the poisoned rows; the *price* of poisoning is twin minus row. Rows 1 to 4 are own data alone (e1: the"
                + " published decider; the others from scratch on top of the published featurizer, which the paper's may not have"
                + " had), row 5 is one network trained on everybody's images. Which entities rows 6 to 12 combine is a reconstruction:"
                + " the paper's text names e3 with e1 and e2 alone, so rows 9 and 10 may stand the other way round or be another pair"
                + " of combinations. Beside each row stands what its entity could do without a pool: the *published* decider as it is;"
                + " that one *refined* on own images by the same recipe; and the deciders that the row's parties refined on their own"
                + " images, *averaged* parameter by parameter after one or after ten rounds of together the same steps: they share no"
                + " rows at all. e4 is not averaged in, its few images would count like everybody's. The paper trains on ImageNet;"
                + " levels differ, what compares is the order of rows and the distance between them. `paper` is the paper's loss with"
                + " one image in a row; `balanced` is the product's default profile.";
    }

    @Override
    public List<WorldKind> worlds() {
        return List.of(WorldKind.EQUAL, WorldKind.SKEWED);
    }

    @Override
    public List<String> variants() {
        return List.of(PAPER, BALANCED);
    }

    @Override
    public Map<String, Double> perform(Bench bench, String variant) throws IOException, FailedRunException {
        DpmConfig config = variant.equals(PAPER)
                ? bench.budget().dpm(Recipe.PAPER)
                : Profiles.of(variant).config(bench.budget());
        World.Part publisher = bench.world().entities().getFirst();
        Map<String, Double> figures = new TreeMap<>();
        try (Release release = bench.release(Width.NARROW, publisher);
                Pools pools = Pools.of(bench, release, config)) {
            Deciders deciders = bench.deciders(release);
            figures.put("restarts", (double) pools.restarts());
            for (Table5Row row : Table5Row.ALL) {
                double top1 = row.source() == Source.EVERYTHING ? everything(bench) : own(deciders, pools, row);
                figures.put(row.figure("top-1"), top1);
                if (row.source() == Source.POISONED) {
                    double twin = deciders.withPool(row.entity(), deciders.originals(row.partners()))
                            .test();
                    figures.put(row.figure("twin"), twin);
                    figures.put(row.figure("price"), twin - top1);
                }
                alternatives(deciders, row, figures);
            }
        }
        return figures;
    }

    private static double own(Deciders deciders, Pools pools, Table5Row row) throws IOException {
        int entity = row.entity();
        return switch (row.source()) {
            case OWN -> (entity == 0 ? deciders.published(entity) : deciders.ownOnly(entity)).test();
            case ORIGINALS ->
                deciders.withPool(entity, deciders.originals(row.partners())).test();
            case POISONED ->
                deciders.withPool(entity, pools.rows(row.partners())).test();
            case EVERYTHING -> throw new IllegalArgumentException(row.label() + " is of another network");
        };
    }

    private static double everything(Bench bench) throws IOException {
        try (Release together = bench.release(Width.NARROW)) {
            return bench.deciders(together).published(0).test();
        }
    }

    private static void alternatives(Deciders deciders, Table5Row row, Map<String, Double> figures) throws IOException {
        figures.put(row.figure("published"), deciders.published(row.entity()).test());
        figures.put(row.figure("refined"), deciders.refined(row.entity()).test());
        int[] averaged = row.averaged();
        if (averaged.length > 0) {
            // Accuracy on test images does not depend on who judges; one judge lets rows share the training.
            int judge = averaged[0];
            figures.put(
                    row.figure("averaged 1"),
                    deciders.averaged(judge, 1, averaged).test());
            figures.put(
                    row.figure("averaged 10"),
                    deciders.averaged(judge, ROUNDS, averaged).test());
        }
    }

    @Override
    public List<Table> tables() {
        return variants().stream().map(Table5::table).toList();
    }

    private static Table table(String variant) {
        return new Table(
                variant,
                List.copyOf(COLUMNS.keySet()),
                Table5Row.ALL.stream().map(row -> line(row, variant)).toList());
    }

    private static Table.Line line(Table5Row row, String variant) {
        Map<String, Comparison> cells = new LinkedHashMap<>();
        COLUMNS.forEach((heading, figure) -> {
            if (row.has(figure)) {
                double paper = heading.equals(OURS) ? row.paper() : Double.NaN;
                cells.put(heading, new Comparison(row.label(), variant, row.figure(figure), paper, 1));
            }
        });
        return new Table.Line(row.label(), cells);
    }

    @Override
    public List<Chart> charts() {
        return variants().stream()
                .<Chart>map(variant -> new BarChart(
                        "table5-" + variant,
                        "Table 5, " + variant,
                        "top-1 in percent",
                        Table5Row.ALL.stream()
                                .map(row -> new Comparison(row.label(), variant, row.figure("top-1"), row.paper(), 1))
                                .toList()))
                .toList();
    }
}
