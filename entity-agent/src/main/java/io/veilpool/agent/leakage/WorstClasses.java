package io.veilpool.agent.leakage;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.protocol.ClassLeakage;
import io.veilpool.model.protocol.LeakageReport;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The classes that an insider rebuilds best: a mean over all images hides that one kind of them is worse off. */
public final class WorstClasses {
    /** The mean of fewer images says more of them than of their class. */
    private static final int LEAST_IMAGES = 10;

    private WorstClasses() {}

    /**
     * @param perImage index of each of the first images ({@link LeakageFindings#insiderPerImage})
     * @param heldBack images that were scored, and perhaps more
     * @param classes  names of the charter's classes
     * @return at most {@link LeakageReport#MOST_CLASSES}, the worst first
     */
    public static List<ClassLeakage> of(List<Double> perImage, LabelledImages heldBack, List<String> classes) {
        Map<Integer, DoubleSummaryStatistics> indices = new TreeMap<>();
        for (int i = 0; i < perImage.size(); i++) {
            indices.computeIfAbsent(heldBack.label(i), label -> new DoubleSummaryStatistics())
                    .accept(perImage.get(i));
        }
        return indices.entrySet().stream()
                .filter(one -> one.getValue().getCount() >= LEAST_IMAGES)
                .map(one -> new ClassLeakage(
                        classes.get(one.getKey()),
                        Math.toIntExact(one.getValue().getCount()),
                        one.getValue().getAverage()))
                .sorted(Comparator.comparingDouble(ClassLeakage::index).reversed())
                .limit(LeakageReport.MOST_CLASSES)
                .toList();
    }
}
