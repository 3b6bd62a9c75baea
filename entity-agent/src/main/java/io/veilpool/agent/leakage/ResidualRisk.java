package io.veilpool.agent.leakage;

import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.InsiderTrial;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a report says in plain words about what was measured and what was not. */
final class ResidualRisk {
    /** Attacks of an honest audit that the library does not run here, and why. */
    private static final List<String> NOT_IN_THE_SUITE = List.of("membership inference: not built");

    static final String NO_ATTRIBUTE = "attribute inference: no sensitive attribute of the images is known";

    static final String ATTACKERS_WITHOUT_ATTRIBUTES =
            "attribute inference: the attackers' images have no table with the sensitive attributes";

    static final String EVERYBODY_IS_AN_INSIDER =
            "known pairs, alignment, optimisation, unseen and robust reconstructors: the method protects in the published featurizer, so"
                    + " everybody who has the release is an insider";

    static final String NO_EARLIER_ROTATION =
            "linkage between rotations of this entity: no earlier one was published with this release";

    private static final String LIBRARY =
            "the attack library, with surrogate DPMs, known pairs, alignment, optimisation, unseen and robust reconstructors,"
                    + " re-identification, attribute inference, linkage with an earlier rotation, and for rows of several images a separating insider and an informed"
                    + " partner: ";

    private ResidualRisk() {}

    /** The attribute's name comes from a charter. */
    static String unknownValues(String attribute, int images) {
        return "attribute inference of '" + attribute + "': its value is not known of " + images + " images";
    }

    static List<String> notInTheSuite() {
        return NOT_IN_THE_SUITE;
    }

    static List<String> withoutTheLibrary(String reason) {
        return Stream.concat(Stream.of(LIBRARY + reason), NOT_IN_THE_SUITE.stream())
                .toList();
    }

    /** A sentence on how far the index depends on the seed; empty if there is one seed only. */
    static String ofTheSeeds(AttackScore first, List<InsiderTrial> trials) {
        if (trials.isEmpty()) {
            return "";
        }
        DoubleSummaryStatistics indices = Stream.concat(
                        Stream.of(first), trials.stream().map(InsiderTrial::insider))
                .collect(Collectors.summarizingDouble(AttackScore::index));
        return String.format(
                Locale.ROOT,
                " From %d seeds that insider got indices of %.2f to %.2f; the worst counts.",
                indices.getCount(),
                indices.getMin(),
                indices.getMax());
    }

    /** A sentence on the attack that rebuilt most, and on those that show nothing; empty if the library was not run. */
    static String ofTheLibrary(AttackEffort effort, List<AttackOutcome> attacks) {
        Optional<AttackOutcome> most = attacks.stream()
                .filter(attack -> attack.reconstruction() != null && attack.failure() == null)
                .max(Comparator.comparingDouble(AttackOutcome::leakage));
        String failed = attacks.stream()
                .filter(attack -> attack.failure() != null)
                .map(AttackOutcome::attack)
                .collect(Collectors.joining(", "));
        return most.map(attack -> ofTheStrongest(effort, attacks.size(), attack))
                        .orElse("")
                + (failed.isEmpty()
                        ? ""
                        : " Attacks whose controls failed, so that their figures show nothing: " + failed + ".");
    }

    private static String ofTheStrongest(AttackEffort effort, int attacks, AttackOutcome most) {
        boolean converged = Objects.requireNonNull(most.reconstruction()).converged();
        return String.format(
                Locale.ROOT,
                " Of %d attacks of the library (effort %s) the one that rebuilt most is %s, with an index of %.2f (%.2f to %.2f)%s."
                        + " It knew %s",
                attacks,
                effort,
                most.attack(),
                most.leakage(),
                most.low(),
                most.high(),
                converged ? "" : "; more steps would get it more",
                most.knowledge());
    }

    /** @param secret what an insider has that partners have not */
    static String text(AttackScore insider, String secret, int imagesPerRow) {
        return ofTheInsider(insider, secret) + (imagesPerRow == 1 ? "" : ofMixing(imagesPerRow));
    }

    private static String ofMixing(int imagesPerRow) {
        return String.format(
                Locale.ROOT,
                " Each row mixes %d images of a class: whoever knows %d of them and what an insider knows gets close to the features of the last, and"
                        + " whoever holds an image can test whether it is in a row.",
                imagesPerRow,
                imagesPerRow - 1);
    }

    private static String ofTheInsider(AttackScore insider, String secret) {
        String reading = insider.index() > 0.5
                ? "whoever obtains %s rebuilds the images to a large part: protection relies on their secrecy"
                : insider.index() > 0.25
                        ? "whoever obtains %s rebuilds the images in part"
                        : "even with %s this attacker rebuilt little";
        return String.format(
                Locale.ROOT,
                "Leakage index of an insider with a small budget (%,d steps on %,d images): %.2f of 1; %s. Longer attacks"
                        + " rebuild more, and a low score of the published reconstructor alone shows no safety.",
                insider.steps(),
                insider.trainingImages(),
                insider.index(),
                reading.formatted(secret));
    }
}
