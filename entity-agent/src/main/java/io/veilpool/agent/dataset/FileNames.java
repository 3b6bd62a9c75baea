package io.veilpool.agent.dataset;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules about names of files and classes. */
final class FileNames {
    private static final Set<String> DESKTOP_FILES = Set.of("thumbs.db", "desktop.ini", "__macosx");
    private static final Set<String> IMAGE_EXTENSIONS = Set.of("png", "jpg", "jpeg", "gif", "bmp", "webp");
    private static final int LONGEST_CLASS_NAME = 100;

    private FileNames() {}

    /** Files that desktops leave behind: {@code .DS_Store}, {@code __MACOSX}, {@code Thumbs.db} and everything with a dot in front. */
    static boolean hidden(List<String> segments) {
        return segments.stream()
                .anyMatch(name -> name.startsWith(".") || DESKTOP_FILES.contains(name.toLowerCase(Locale.ROOT)));
    }

    static boolean looksLikeImage(String name) {
        int dot = name.lastIndexOf('.');
        return dot >= 0 && IMAGE_EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /** One spelling per name, since some systems store accents apart. */
    static String normal(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    /** Safe to show in a terminal or log: no control characters, at most 120 characters. */
    static String printable(String name) {
        StringBuilder shown = new StringBuilder();
        name.codePoints().limit(120).forEach(c -> shown.appendCodePoint(usable(c) ? c : '?'));
        return shown.length() < name.length() ? shown + "..." : shown.toString();
    }

    static void requireClassName(String name) throws UnusableImagesException {
        if (name.isBlank()
                || name.length() > LONGEST_CLASS_NAME
                || !name.codePoints().allMatch(FileNames::usable)) {
            throw new UnusableImagesException(
                    "Class folder '%s' has a name of %d characters, or with characters that cannot be printed; limit %d printable characters: rename the folder"
                            .formatted(printable(name), name.length(), LONGEST_CLASS_NAME));
        }
    }

    /**
     * What is wrong with the name of an image in a table, or null: it must not point outside the set, nor be taken for a formula by a
     * spreadsheet that the table is opened with.
     */
    static @Nullable String listedNameFault(String name) {
        if (name.isEmpty()) {
            return "is no name: name the image, or remove the row";
        }
        List<String> segments = List.of(name.split("/", -1));
        boolean outside = segments.contains("..") || segments.contains(".") || segments.contains("");
        boolean drive = name.length() > 1 && name.charAt(1) == ':';
        if (outside || drive || name.indexOf('\\') >= 0) {
            return "could point outside of the set (absolute, '..', '.', a drive or a backslash): write the name alone, or FOLDER/NAME";
        }
        if ("=+-@".indexOf(name.charAt(0)) >= 0) {
            return "begins like a formula (=, +, - or @): rename the image";
        }
        return name.codePoints().allMatch(FileNames::usable)
                ? null
                : "has characters that cannot be printed: rename the image";
    }

    private static boolean usable(int codePoint) {
        int type = Character.getType(codePoint);
        return !Character.isISOControl(codePoint)
                && codePoint != 0xFFFD
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && type != Character.UNASSIGNED;
    }
}
