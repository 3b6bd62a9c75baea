package io.veilpool.agent.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Decodes many images with at most two threads; what fails is collected and told together, in order. */
final class Decoding {
    private static final int MOST_THREADS = 2;
    private static final int SHOWN_FAULTS = 5;
    private static final int ENOUGH_FAULTS = 100;

    private Decoding() {}

    interface Target {
        /** @param position where in the index array the image stands; called from several threads */
        void accept(int position, Pixels pixels);
    }

    static void each(ImageSource source, int[] index, Target target) throws UnusableImagesException {
        SortedMap<Integer, String> faults = new ConcurrentSkipListMap<>();
        int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_THREADS);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> parts = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int from = (int) ((long) index.length * t / threads);
                int to = (int) ((long) index.length * (t + 1) / threads);
                parts.add(executor.submit(() -> range(source, index, from, to, target, faults)));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnusableImagesException("Reading images was interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Reading images failed", e.getCause());
        }
        requireNone(faults, index.length);
    }

    private static void range(
            ImageSource source, int[] index, int from, int to, Target target, SortedMap<Integer, String> faults) {
        try (ImageDecoder decoder = new ImageDecoder(source.limits())) {
            for (int position = from; position < to && faults.size() < ENOUGH_FAULTS; position++) {
                int i = index[position];
                try {
                    target.accept(position, source.decode(i, decoder));
                } catch (UnreadableImageException e) {
                    faults.put(position, "'" + source.shown(i) + "' " + e.getMessage());
                } catch (IOException e) {
                    faults.put(position, "'" + source.shown(i) + "' cannot be read from the disk");
                }
            }
        }
    }

    static void requireNone(SortedMap<Integer, String> faults, int images) throws UnusableImagesException {
        if (faults.isEmpty()) {
            return;
        }
        String first =
                String.join("; ", faults.values().stream().limit(SHOWN_FAULTS).toList());
        String rest = faults.size() > SHOWN_FAULTS ? "; and more" : "";
        throw new UnusableImagesException("%s%,d of %,d images cannot be used: %s%s. Repair or remove them"
                .formatted(faults.size() >= ENOUGH_FAULTS ? "At least " : "", faults.size(), images, first, rest));
    }
}
