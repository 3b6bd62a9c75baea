package io.veilpool.coordinator.leakage;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.security.RateLimit;
import io.veilpool.coordinator.security.Requires;
import io.veilpool.coordinator.security.Right;
import io.veilpool.coordinator.web.ApiController;
import io.veilpool.model.protocol.ReportView;
import io.veilpool.pages.LeakageDocument;
import io.veilpool.pages.LeakagePage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Leakage reports for people. Figures only: no report holds a picture. */
@ApiController
@Tag(name = "leakage reports")
class ReportPageController {
    private static final int MOST_A_MINUTE = 60;
    /** Nothing is loaded, run, sent or framed; the styles stand in the page itself. */
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

    private final ReportService reports;
    private final RateLimit pages;

    ReportPageController(ReportService reports, Clock clock) {
        this.reports = reports;
        this.pages = new RateLimit("pages of reports", MOST_A_MINUTE, Duration.ofMinutes(1), clock);
    }

    @Operation(summary = "See a leakage report as a page: plots, verdicts, and what to check it with")
    @GetMapping(
            path = "/collaborations/{collaboration}/leakage-reports/{id}/page",
            produces = MediaType.TEXT_HTML_VALUE)
    @Requires(Right.READ_SUBMISSIONS)
    ResponseEntity<byte[]> page(@PathVariable UUID collaboration, @PathVariable UUID id, Caller caller) {
        byte[] html = LeakagePage.html(document(collaboration, id, caller)).getBytes(StandardCharsets.UTF_8);
        return answer(
                ContentDisposition.inline().filename(name(id, "html")).build(),
                new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8),
                html);
    }

    @Operation(summary = "The same page as PDF")
    @GetMapping(
            path = "/collaborations/{collaboration}/leakage-reports/{id}/pdf",
            produces = MediaType.APPLICATION_PDF_VALUE)
    @Requires(Right.READ_SUBMISSIONS)
    ResponseEntity<byte[]> pdf(@PathVariable UUID collaboration, @PathVariable UUID id, Caller caller) {
        return answer(
                ContentDisposition.attachment().filename(name(id, "pdf")).build(),
                MediaType.APPLICATION_PDF,
                LeakagePage.pdf(document(collaboration, id, caller)));
    }

    private LeakageDocument document(UUID collaboration, UUID id, Caller caller) {
        pages.take(caller.id());
        ReportView kept = reports.view(collaboration, id, caller);
        return LeakageDocument.of(kept);
    }

    private static String name(UUID id, String ending) {
        return "leakage-report-" + id + "." + ending;
    }

    private static ResponseEntity<byte[]> answer(ContentDisposition disposition, MediaType type, byte[] body) {
        return ResponseEntity.ok()
                .header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition.toString())
                .contentType(type)
                .body(body);
    }
}
