package io.veilpool.pages;

import java.util.List;

/** Originals beside reconstructions, as the template shows them. */
record PicturesView(String count, List<Group> groups) {
    private static final int MOST_PICTURES = 40;

    record Group(String title, List<Pair> pairs) {}

    record Pair(String label, String index, String original, String rebuilt, String description) {}

    static PicturesView of(LocalPictures pictures) {
        return new PicturesView(
                Text.count(pictures.scored()),
                List.of(
                        group("Rebuilt best: the worst one percent", pictures.worst()),
                        group("Around the median", pictures.typical())));
    }

    private static Group group(String title, List<LocalPictures.Pair> pairs) {
        return new Group(
                pairs.size() > MOST_PICTURES
                        ? title + ", the first " + MOST_PICTURES + " of " + Text.count(pairs.size())
                        : title,
                pairs.stream().limit(MOST_PICTURES).map(PicturesView::pair).toList());
    }

    private static Pair pair(LocalPictures.Pair pair) {
        String label = Text.clean(pair.label(), 40);
        return new Pair(label, Text.index(pair.index()), pair.original(), pair.rebuilt(), "image of class " + label);
    }
}
