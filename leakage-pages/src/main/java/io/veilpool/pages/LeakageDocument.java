package io.veilpool.pages;

import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.ReportView;
import org.jspecify.annotations.Nullable;

/**
 * What a page is made of.
 *
 * @param report     its figures
 * @param digest     SHA-256 of the report's canonical JSON (RFC 8785), lower-case hex
 * @param signatures null before the report was handed in
 * @param departure  what would leave the entity; null except in a preview
 * @param pictures   null wherever a page may be seen by others than the entity itself
 */
public record LeakageDocument(
        LeakageReport report,
        String digest,
        @Nullable Signatures signatures,
        @Nullable Departure departure,
        @Nullable LocalPictures pictures) {

    /** A report as the coordinator keeps it: without pictures, which never get there. */
    public static LeakageDocument of(ReportView kept) {
        return new LeakageDocument(kept.report(), kept.digest(), Signatures.of(kept), null, null);
    }

    /** The entity's own copy, with pictures, before anything is sent. */
    public static LeakageDocument local(LeakageReport report, LocalPictures pictures) {
        return new LeakageDocument(report, digest(report), null, null, pictures);
    }

    /** The entity's own look at what it is about to send. */
    public static LeakageDocument preview(LeakageReport report, Departure departure, LocalPictures pictures) {
        return new LeakageDocument(report, digest(report), null, departure, pictures);
    }

    private static String digest(LeakageReport report) {
        return Digests.sha256(CanonicalJson.write(report));
    }
}
