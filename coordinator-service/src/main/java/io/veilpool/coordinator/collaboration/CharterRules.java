package io.veilpool.coordinator.collaboration;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.DpmFamily;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.protocol.Oversight;
import io.veilpool.model.protocol.PoisoningProfile;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.protocol.RowLimits;
import io.veilpool.model.protocol.Thresholds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A pure decision: whether a charter holds together. */
final class CharterRules {
    static final int MAX_CLASSES = 1_000;
    static final int MIN_PIXELS = 16;
    static final int MAX_PIXELS = 512;
    static final int MAX_ROWS = 50_000_000;
    static final int MAX_DEPTH = 16;
    static final int MIN_WIDTH = 4;
    static final int MAX_WIDTH = 4_096;
    static final Pattern ENTITY_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    /** Publishes the decider that is trained on pooled rows alone. */
    static final String RESERVED_NAME = "coordinator";

    private static final Pattern METHOD = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final Set<String> ROW_TYPES = new TreeSet<>(List.of("F32", "F16", "I8"));
    private static final Set<String> BLOCKS = new TreeSet<>(List.of("BASIC", "BOTTLENECK", "PLAIN"));

    private CharterRules() {}

    /** Refuses with every contradiction named. */
    static void check(Charter charter) {
        List<String> contradictions = contradictions(charter);
        if (!contradictions.isEmpty()) {
            throw new RefusedException(
                    ProblemType.CHARTER_CONTRADICTS_ITSELF,
                    String.join(" ", contradictions),
                    Map.of("contradictions", contradictions));
        }
    }

    /** One sentence per contradiction, with value and limit; empty when the charter holds together. */
    static List<String> contradictions(Charter charter) {
        List<String> found = new ArrayList<>();
        AttributeRules.check(charter, found);
        if (!METHOD.matcher(charter.method()).matches()) {
            found.add("method must be 1 to 40 lower-case letters, digits and hyphens, for instance '"
                    + Charter.DEEP_POISONING + "', was '" + shortened(charter.method()) + "'.");
        }
        classes(charter.classes(), found);
        image(charter.image(), found);
        if (!isEntityName(charter.publishingEntity())) {
            found.add("publishingEntity must name an entity (1 to 63 letters, digits, dots, dashes, not '"
                    + RESERVED_NAME + "'), was '" + shortened(charter.publishingEntity()) + "'.");
        }
        families(charter.dpmFamilies(), found);
        thresholds(charter, found);
        rows(charter.rows(), found);
        rowTypes(charter.rowTypes(), found);
        profile(charter.profile(), found);
        oversight(charter.oversight(), found);
        if (found.isEmpty()) { // a network can only be drawn for sound classes and image sizes
            NetworkRules.contradiction(charter).ifPresent(found::add);
        }
        return found;
    }

    private static void profile(PoisoningProfile profile, List<String> found) {
        if (profile.imagesPerRow() < 1 || profile.imagesPerRow() > PoisoningProfile.MAX_IMAGES_PER_ROW) {
            found.add("profile.imagesPerRow must be 1 to " + PoisoningProfile.MAX_IMAGES_PER_ROW + ", was "
                    + profile.imagesPerRow() + ".");
        } else if (!profile.name().equals("custom") && !PoisoningProfile.NAMED.contains(profile)) {
            found.add("profile '" + shortened(profile.name()) + "' with imagesPerRow " + profile.imagesPerRow()
                    + " is none of " + PoisoningProfile.NAMED + "; call it 'custom' to choose values yourself.");
        }
    }

    private static void oversight(Oversight oversight, List<String> found) {
        within("oversight.leastReconstructionSsim", oversight.leastReconstructionSsim(), 0, 1, found);
        within("oversight.auditHours", oversight.auditHours(), 1, Oversight.MOST_HOURS, found);
        within("oversight.graceHours", oversight.graceHours(), 1, Oversight.MOST_HOURS, found);
        within("oversight.rowsPerDpm", oversight.rowsPerDpm(), 1, Integer.MAX_VALUE, found);
        within("oversight.uploadsPerDpm", oversight.uploadsPerDpm(), 1, Integer.MAX_VALUE, found);
    }

    static boolean isEntityName(String name) {
        return ENTITY_NAME.matcher(name).matches() && !name.equalsIgnoreCase(RESERVED_NAME);
    }

    private static void classes(List<String> classes, List<String> found) {
        if (classes.size() < 2 || classes.size() > MAX_CLASSES) {
            found.add("classes must be 2 to " + MAX_CLASSES + " names, were " + classes.size() + ".");
        }
        Set<String> seen = new HashSet<>();
        Set<String> duplicates = new TreeSet<>();
        for (String name : classes) {
            if (name.isBlank()
                    || name.length() > 100
                    || !name.equals(name.strip())
                    || name.contains("/")
                    || name.chars().anyMatch(Character::isISOControl)
                    || name.equals(".")
                    || name.equals("..")) {
                found.add("A class name must have 1 to 100 printable characters without '/', was '" + shortened(name)
                        + "'.");
            }
            if (!seen.add(name)) {
                duplicates.add(shortened(name));
            }
        }
        if (!duplicates.isEmpty()) {
            found.add("classes must be distinct; named more than once: " + String.join(", ", duplicates) + ".");
        }
    }

    private static void image(ImageSpec image, List<String> found) {
        if (image.channels() != 1 && image.channels() != 3) {
            found.add("image.channels must be 1 (grey) or 3 (RGB), was " + image.channels() + ".");
        }
        within("image.height", image.height(), MIN_PIXELS, MAX_PIXELS, found);
        within("image.width", image.width(), MIN_PIXELS, MAX_PIXELS, found);
    }

    private static void families(List<DpmFamily> families, List<String> found) {
        if (families.isEmpty() || families.size() > 20) {
            found.add("dpmFamilies must be 1 to 20, were " + families.size() + ".");
        }
        for (int i = 0; i < families.size(); i++) {
            DpmFamily family = families.get(i);
            String at = "dpmFamilies[" + i + "].";
            if (!BLOCKS.contains(family.block())) {
                found.add(at + "block must be one of " + BLOCKS + ", was '" + shortened(family.block()) + "'.");
            }
            range(at, "Depth", family.minDepth(), family.maxDepth(), 1, MAX_DEPTH, found);
            range(at, "Width", family.minWidth(), family.maxWidth(), MIN_WIDTH, MAX_WIDTH, found);
        }
    }

    private static void thresholds(Charter charter, List<String> found) {
        Thresholds limits = charter.thresholds();
        within("thresholds.maxTop1Lost", limits.maxTop1Lost(), 0, 100, found);
        within("thresholds.minRelativeChange", limits.minRelativeChange(), 0, 100, found);
        within("thresholds.maxReconstructorSsim", limits.maxReconstructorSsim(), 0, 1, found);
        within("thresholds.maxInsiderIndex", limits.maxInsiderIndex(), 0, 1, found);
        within("thresholds.leastImages", limits.leastImages(), 1, MAX_ROWS, found);
        within("thresholds.leastSeeds", limits.neededSeeds(), 1, Thresholds.MOST_SEEDS, found);
        if (limits.needsConvergence()) {
            needsTheLibrary("thresholds.convergedOnly", limits, found);
        }
        if (limits.maxAttributeLeakage() != null) {
            within("thresholds.maxAttributeLeakage", limits.maxAttributeLeakage(), 0, 1, found);
            needsTheLibrary("thresholds.maxAttributeLeakage", limits, found);
            if (charter.attributes() == null || charter.attributes().sensitive().isEmpty()) {
                found.add("thresholds.maxAttributeLeakage is of sensitive attributes, and the charter names none.");
            }
        }
    }

    private static void needsTheLibrary(String name, Thresholds limits, List<String> found) {
        if (limits.leastEffort() == AttackEffort.NONE) {
            found.add(name
                    + " is of attacks of the library, and thresholds.leastEffort is NONE; ask for SMOKE or more, or"
                    + " leave it out.");
        }
    }

    private static void rows(RowLimits rows, List<String> found) {
        if (rows.min() < 1 || rows.max() > MAX_ROWS || rows.min() > rows.max()) {
            found.add("rows must be 1 <= min <= max <= " + MAX_ROWS + ", were min " + rows.min() + ", max " + rows.max()
                    + ".");
        }
    }

    private static void rowTypes(List<String> types, List<String> found) {
        if (types.isEmpty() || new HashSet<>(types).size() != types.size() || !ROW_TYPES.containsAll(types)) {
            found.add("rowTypes must be distinct ones of " + ROW_TYPES + ", at least one; were "
                    + shortened(types.toString()) + ".");
        }
    }

    private static void range(String at, String what, int min, int max, int least, int greatest, List<String> found) {
        if (min < least || max > greatest || min > max) {
            found.add("%s needs %d <= min%s <= max%s <= %d, were %d and %d."
                    .formatted(at.substring(0, at.length() - 1), least, what, what, greatest, min, max));
        }
    }

    private static void within(String name, double value, double least, double greatest, List<String> found) {
        if (!(value >= least && value <= greatest)) { // refuses NaN too
            found.add("%s must be %s to %s, was %s.".formatted(name, number(least), number(greatest), number(value)));
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
