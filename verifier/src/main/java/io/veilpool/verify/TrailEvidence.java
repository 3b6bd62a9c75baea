package io.veilpool.verify;

import io.veilpool.model.protocol.TrailEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What documents and trail say of one another: the trail tells of every document, and every document that it tells of is there. An approval
 * that another one took the place of need not be: the trail tells of that, too.
 */
final class TrailEvidence {
    private static final String APPROVED = "contribution-approved";
    private static final String REPLACED = "approval-replaced";

    /** Acts that make a document, or end it, as it is in the bundle. */
    private static final Set<String> OF_DOCUMENTS = Set.of(
            "collaboration-opened",
            "charter-changed",
            "entity-enrolled",
            "entity-revoked",
            "officer-registered",
            "officer-revoked",
            "leakage-report-submitted",
            "rerun-ordered",
            "rerun-overdue",
            "rerun-answered",
            "contribution-declared",
            APPROVED,
            "snapshot-built",
            "release-declared",
            "release-published",
            "release-withdrawn",
            "withdrawal-requested",
            "withdrawal-completed");

    private final Map<Told, String> expected = new HashMap<>();
    private final Set<Told> explained = new HashSet<>();
    private final Map<Told, Long> heard = new HashMap<>();
    private final List<TrailEntry> alone = new ArrayList<>();

    /** Requires that the trail says this. @param file that it is about */
    void expect(String action, String subject, String value, String file) {
        expected.put(new Told(action, subject, value), file);
    }

    /** A document shows that the trail may say this, and does not show that it must. */
    void explain(String action, String subject, String value) {
        explained.add(new Told(action, subject, value));
    }

    /** Takes an entry about the bundle's collaboration. */
    void hear(TrailEntry entry) {
        List<Told> said = said(entry, entry.action());
        said.forEach(told -> heard.putIfAbsent(told, entry.number()));
        if (entry.action().equals(REPLACED)) {
            List<Told> before = said(entry, APPROVED);
            alone.removeIf(other -> said(other, other.action()).stream().anyMatch(before::contains));
        }
        if (OF_DOCUMENTS.contains(entry.action())
                && said.stream().noneMatch(told -> expected.containsKey(told) || explained.contains(told))) {
            alone.add(entry);
        }
    }

    private static List<Told> said(TrailEntry entry, String action) {
        return entry.details().values().stream()
                .map(value -> new Told(action, entry.subject(), value))
                .toList();
    }

    /** Number of the first entry that says this; empty if none did. */
    OptionalLong position(Told told) {
        Long number = heard.get(told);
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /** @return a sentence for each document without its entry, and for each entry without its document */
    List<String> disagreements() {
        List<String> sentences = new ArrayList<>();
        expected.forEach((told, file) -> {
            if (!heard.containsKey(told)) {
                sentences.add(
                        "The trail does not tell of " + file + " (" + told.action() + "): one of the two was changed.");
            }
        });
        for (TrailEntry entry : alone) {
            sentences.add(String.format(
                    Locale.ROOT,
                    "Entry %,d of the trail tells of %s (%s), but no document in the bundle is that: it was left out, or is not as it was then.",
                    entry.number(),
                    entry.subject(),
                    entry.action()));
        }
        return sentences;
    }
}
