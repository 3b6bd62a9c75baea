package io.veilpool.pages;

import java.util.Base64;
import java.util.List;

/**
 * Originals beside what an insider makes of their poisoned features, for a copy that stays where the images are. Nothing outside the
 * agent may name this type; a test of each module says so.
 *
 * @param scored  images that these were chosen from
 * @param worst   those that were rebuilt best, best first: one in a hundred of the scored ones
 * @param typical some around the median
 */
public record LocalPictures(int scored, List<Pair> worst, List<Pair> typical) {
    /** What every page that holds such pictures begins and ends with. */
    public static final String MARK = "LOCAL COPY: contains originals; must not leave these premises";

    /** The same at the foot of every printed page. */
    static final String PRINTED_MARK = "@page { @bottom-left { content: '" + MARK
            + "'; font-family: 'Liberation Sans'; font-size: 8pt; color: #8f1d1d; } }";

    private static final String PNG = "data:image/png;base64,";

    public LocalPictures {
        worst = List.copyOf(worst);
        typical = List.copyOf(typical);
    }

    /**
     * @param label    class of the image
     * @param index    leakage index of this image alone, in [0, 1]
     * @param original PNG as {@code data:} address
     * @param rebuilt  the same of the insider's picture
     */
    public record Pair(String label, double index, String original, String rebuilt) {
        public Pair {
            if (!original.startsWith(PNG) || !rebuilt.startsWith(PNG)) {
                throw new IllegalArgumentException("a picture of a page must be a data: address of a PNG");
            }
        }

        /** @param original bytes of a PNG file, like {@code rebuilt} */
        public static Pair of(String label, double index, byte[] original, byte[] rebuilt) {
            Base64.Encoder base64 = Base64.getEncoder();
            return new Pair(label, index, PNG + base64.encodeToString(original), PNG + base64.encodeToString(rebuilt));
        }
    }
}
