package io.veilpool.pages;

import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.ReportReceipt;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a page is of, and how to check it without trusting the page. */
final class Provenance {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Provenance() {}

    static String time(Instant instant) {
        try {
            return TIME.format(instant);
        } catch (java.time.DateTimeException e) {
            return "at a time that no calendar has"; // an Instant reaches further than years do
        }
    }

    static List<PageModel.Figure> of(LeakageDocument document) {
        LeakageReport report = document.report();
        List<PageModel.Figure> facts = new ArrayList<>();
        add(
                facts,
                "report",
                document.digest(),
                "SHA-256 of its canonical JSON (RFC 8785), format " + report.formatVersion());
        add(facts, "collaboration", report.collaboration().toString(), "");
        add(facts, "release", report.releaseDigest(), "digest of the published networks that were attacked with");
        add(
                facts,
                "DPM commitment",
                report.dpmCommitment(),
                "keyed hash of the DPM's weights: the same DPM, the same value");
        add(facts, "DPM rotation", Text.count(report.rotation()), "which DPM of this entity, from 1");
        add(facts, "attack suite", Text.count(report.suite()), "version of the attackers that were run");
        add(facts, "seed", report.seed(), "what every draw of the measurement derives from");
        add(
                facts,
                "commitment to the held-back images",
                report.sampleCommitment(),
                "keyed hash: that two reports are of the same images can be proved, which ones stays secret");
        if (report.rerun() != null) {
            add(facts, "answers the re-run", report.rerun().toString(), "the seed was not this entity's choice");
        }
        Signatures signatures = document.signatures();
        if (signatures == null) {
            add(facts, "signature", "none yet", "the entity signs the JSON when it publishes");
        } else {
            ReportReceipt receipt = signatures.receipt();
            add(facts, "signed with", signatures.reportKey(), "thumbprint (RFC 7638) of the entity's key");
            add(
                    facts,
                    "coordinator's receipt",
                    Text.verdict(receipt.verdict()) + ", by version " + receipt.charterVersion() + " of the charter",
                    "had the report on " + time(receipt.receivedAt()) + "; signed with "
                            + Text.clean(signatures.receiptKey(), 64));
        }
        return facts;
    }

    static List<String> checks(LeakageDocument document) {
        return document.signatures() == null
                ? List.of()
                : List.of("bin/veilpool-verify report REPORT.json --key ENTITY.jwk --keys keys.json");
    }

    private static void add(List<PageModel.Figure> facts, String name, String value, String meaning) {
        facts.add(new PageModel.Figure(name, Text.clean(value, 160), meaning));
    }
}
