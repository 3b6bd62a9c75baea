package io.veilpool.experiments.methods;

import io.veilpool.experiments.experiment.Chart;
import io.veilpool.experiments.experiment.Comparison;
import io.veilpool.experiments.experiment.ScatterChart;
import io.veilpool.experiments.experiment.Section;
import io.veilpool.experiments.experiment.Table;
import java.util.List;
import java.util.stream.Stream;

/** How the methods compare on the page of results. */
public final class CompareMethods implements Section {
    public static final String NAME = "compare-methods";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "The methods side by side";
    }

    @Override
    public String reading() {
        return "One victim publishes and shares; attackers have as many images of other people, never seen by any protection, and"
                + " hold everything but the victim's images: they are insiders, and all attack anew what was shared. All contestants begin"
                + " with the same classifier and leave at conv4_2. *Top-1*, *balanced* and *AUC* are of the main attribute, by the decider"
                + " refined on the shared rows, on test images whose features nobody moves or mixes, since they stay at home; *lost* is"
                + " against unprotected rows; *D on rows* is the published decider on shared rows. (Under Deep Poisoning a row mixes images of"
                + " one class, so that D is right more often.) *Index* is the inverter's: 0 is a guess without features, 1 what the same"
                + " attacker gets of unprotected features. *Attribute* is the best of four attackers, chosen on half of the test images and"
                + " scored on the other, in percent right; the *floor* is what the main label alone gives away, below which nobody goes."
                + " With several main attributes *top-1* and *lost* are of all of them at once, *balanced*, *AUC*, *mAP* and *MCC* means over"
                + " them. Faces are compared by a network that was trained to tell"
                + " persons apart and knows nothing of the protection.";
    }

    @Override
    public String worldOf(String world) {
        return world;
    }

    @Override
    public boolean alwaysShown() {
        return false;
    }

    @Override
    public List<Table> tables() {
        List<Table.Column> columns = List.of(
                column("top-1", "main top-1", 1),
                column("lost", "main lost", 1),
                column("balanced", "main balanced", 1),
                column("AUC", "main AUC", 3),
                column("mAP", "main mAP", 3),
                column("MCC", "main MCC", 3),
                column("D on rows", "main of rows top-1", 1),
                column("index", "index", 3),
                column("SSIM", "SSIM", 3),
                column("L1", "L1", 3),
                column("retrieval", "retrieval", 1),
                column("attribute", "attribute", 1),
                column("above floor", "attribute above floor", 1),
                column("attribute balanced", "attribute balanced", 1),
                column("attribute AUC", "attribute AUC", 3));
        List<Table.Column> attackers = List.of(
                column("logistic", "attribute by logistic", 1),
                column("convolutional", "attribute by convolutional", 1),
                column("neighbours", "attribute by neighbours", 1),
                column("boosted trees", "attribute by boosted trees", 1),
                column("floor", "attribute floor", 1));
        List<Table.Column> unaware = List.of(
                column("index", Figures.UNAWARE + "index", 3),
                column("SSIM", Figures.UNAWARE + "SSIM", 3),
                column("L1", Figures.UNAWARE + "L1", 3),
                column("retrieval", Figures.UNAWARE + "retrieval", 1),
                column("attribute", Figures.UNAWARE + "attribute", 1),
                column("above floor", Figures.UNAWARE + "attribute above floor", 1),
                column("attribute AUC", Figures.UNAWARE + "attribute AUC", 3));
        List<Table.Column> faces = List.of(
                column("own image", "face similarity", 3),
                column("strangers", "face similarity of strangers", 3),
                column("right image found", "face retrieval", 1),
                column("two photographs of one person, AUC", "face verification AUC", 3));
        return List.of(
                Table.ofVariants("Methods", names(Contestant.Kind.METHOD), columns),
                Table.ofVariants("Attackers on the attribute, percent right", names(Contestant.Kind.METHOD), attackers),
                Table.ofVariants(
                        "Attackers trained on unprotected features, who do not know that rows are protected",
                        names(Contestant.Kind.METHOD),
                        unaware),
                Table.ofVariants(
                        "Faces: cosine between rebuilt picture and image", names(Contestant.Kind.METHOD), faces),
                Table.ofVariants("Hybrid embedding without one of its parts", names(Contestant.Kind.ABLATION), columns),
                Table.ofVariants("Adversarial representation by weight", names(Contestant.Kind.TRADE_OFF), columns),
                Table.ofVariants("Adversarial representation by layer", names(Contestant.Kind.LAYER), columns),
                Table.ofVariants(
                        "By correlation of label and attribute, both equally frequent",
                        names(Contestant.Kind.CORRELATION),
                        columns),
                Table.ofVariants(
                        "Index by the attackers' images, 1 being unprotected features and all images",
                        names(Contestant.Kind.ATTACKERS),
                        byAttackers("index", 3)),
                Table.ofVariants(
                        "All images and " + Contestant.LONGER
                                + " times the steps, 1 being unprotected features and as many",
                        names(Contestant.Kind.ATTACKERS),
                        List.of(
                                column("index, usual steps", Contestant.WITH_ALL + " index", 3),
                                column("converged", Contestant.WITH_ALL + " converged", 2),
                                column("SSIM", Contestant.WITH_ALL + " SSIM", 3),
                                column("index, more steps", Contestant.WITH_MORE_STEPS + " index", 3),
                                column("more steps, converged", Contestant.WITH_MORE_STEPS + " converged", 2),
                                column("more steps, SSIM", Contestant.WITH_MORE_STEPS + " SSIM", 3))),
                Table.ofVariants(
                        "Attribute, points above the floor, by the attackers' images",
                        names(Contestant.Kind.ATTACKERS),
                        byAttackers("attribute above floor", 1)));
    }

    private static List<Table.Column> byAttackers(String figure, int decimals) {
        return Stream.concat(
                        Contestant.ATTACKERS_IMAGES.stream().map(Contestant::with),
                        Stream.of(Contestant.WITH_ALL, Contestant.GENERATED, Contestant.OF_ANOTHER_SET))
                .map(which -> column(which.substring(0, which.length() - 1), which + " " + figure, decimals))
                .toList();
    }

    private static Table.Column column(String heading, String figure, int decimals) {
        return new Table.Column(heading, figure, decimals);
    }

    private static List<String> names(Contestant.Kind kind) {
        return Contestant.ALL.stream()
                .filter(contestant -> contestant.kind() == kind)
                .map(Contestant::name)
                .toList();
    }

    @Override
    public List<Chart> charts() {
        return List.of(
                chart("methods-inverter", "What pictures cost", "leakage index of the inverter", "index"),
                chart(
                        "methods-attribute",
                        "What the attribute costs",
                        "attribute attackers, points above the floor",
                        "attribute above floor"));
    }

    private static ScatterChart chart(String name, String title, String xAxis, String figure) {
        return new ScatterChart(
                name,
                title,
                xAxis,
                "main top-1 lost, points",
                Contestant.ALL.stream()
                        .filter(contestant -> contestant.correlation() == null) // others are of other worlds
                        .map(contestant -> new ScatterChart.Point(
                                contestant.name(),
                                Comparison.ours(contestant.name(), contestant.name(), figure, 3),
                                Comparison.ours(contestant.name(), contestant.name(), "main lost", 1)))
                        .toList(),
                List.of());
    }
}
