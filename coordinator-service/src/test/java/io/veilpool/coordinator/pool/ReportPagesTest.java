package io.veilpool.coordinator.pool;

import static io.veilpool.coordinator.pool.PoolCalls.path;
import static io.veilpool.coordinator.pool.PoolCalls.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.coordinator.pool.PoolCalls.Sharing;
import io.veilpool.coordinator.pool.TestContribution.Rows;
import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.Parties.Party;
import io.veilpool.coordinator.testing.Rest;
import io.veilpool.model.protocol.ReportView;
import io.veilpool.model.protocol.SubmitReport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Leakage reports for people: as pages, as PDF, and found again in a list. */
@CoordinatorTest
class ReportPagesTest {
    @TempDir
    static Path folder;

    private static @Nullable Worker worker;
    private static @Nullable Sharing shared;
    private static @Nullable ReportView kept;
    private static @Nullable ReportView bad;

    @Autowired
    Rest rest;

    @Autowired
    Parties parties;

    Sharing sharing;
    ReportView passing;
    ReportView failing;

    /** e1's report keeps the charter's limits; e2's keeps only those that it names itself. */
    @BeforeEach
    void handIn() throws Exception {
        if (worker == null || shared == null || kept == null || bad == null) {
            worker = Worker.start();
            PoolCalls calls = new PoolCalls(rest, parties, folder);
            shared = calls.sharing();
            TestContribution good = calls.contribution(shared, shared.e1(), Rows.of(shared.shape(), 30, 1));
            kept = submit(
                    shared,
                    shared.e1(),
                    good.withReport(json -> json.replace(
                            "\"residualRisk\":\"some\"", "\"residualRisk\":\"<script>alert(1)</script><img src=x>\"")));
            TestContribution other = calls.contribution(shared, shared.e2(), Rows.of(shared.shape(), 30, 2));
            bad = submit(
                    shared,
                    shared.e2(),
                    other.withReport(json -> json.replace("\"top1Poisoned\":69.0", "\"top1Poisoned\":20.0")
                            .replace("\"maxTop1Lost\":2.0", "\"maxTop1Lost\":90.0")));
        }
        sharing = shared;
        passing = kept;
        failing = bad;
    }

    @AfterAll
    static void stop() {
        if (worker != null) {
            worker.close();
            worker = null;
        }
    }

    @Test
    void showsAReportAsAPageThatRunsAndLoadsNothing() {
        Rest.Answer page = rest.get(one(passing) + "/page", parties.auditor(sharing.id()));

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).contains("text/html;charset=UTF-8");
        assertThat(page.header("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'", "sandbox")
                .doesNotContain("script-src");
        assertThat(page.header("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.header("Content-Disposition").orElseThrow())
                .contains("leakage-report-" + passing.id() + ".html");
        assertThat(page.body())
                .contains(
                        "Leakage report of e1",
                        passing.digest(),
                        sharing.e1().key().thumbprint(),
                        "&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script", "<img", "data:", "LOCAL COPY");
    }

    @Test
    void givesTheSameAsAPdfWithoutAPicture() throws Exception {
        HttpResponse<byte[]> answer = bytes(one(passing) + "/pdf", parties.token(sharing.e1()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/pdf");
        assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
                .isEqualTo("attachment; filename=\"leakage-report-" + passing.id() + ".pdf\"");
        try (PDDocument pdf = Loader.loadPDF(answer.body())) {
            assertThat(new PDFTextStripper().getText(pdf))
                    .contains("Leakage report of e1", "<script>alert(1)</script>")
                    .doesNotContain("LOCAL COPY");
            for (PDPage page : pdf.getPages()) {
                assertThat(page.getResources().getXObjectNames())
                        .noneMatch(name -> page.getResources().isImageXObject(name));
            }
        }
    }

    @Test
    void showsOthersReportsToPeopleOnly() {
        for (String form : List.of("/page", "/pdf")) {
            Rest.Answer foreign = rest.send(
                    "GET",
                    one(passing) + form,
                    parties.token(sharing.e2()),
                    null,
                    "Accept",
                    "text/html,application/pdf");
            assertThat(foreign.problem()).isEqualTo("not-found");
            assertThat(rest.get(one(failing) + form, parties.token(sharing.e2()))
                            .status())
                    .isEqualTo(200);
        }
        assertThat(rest.get(one(failing) + "/page", parties.admin()).body())
                .contains(
                        "<strong>FAIL</strong>",
                        "broken, by version 1 of the charter",
                        "they are not the charter&#39;s");
    }

    @Test
    void listsByEntityVerdictAndTime() {
        assertThat(ids(""))
                .containsExactly(failing.id().toString(), passing.id().toString());
        assertThat(ids("?entity=e1")).containsExactly(passing.id().toString());
        assertThat(ids("?entity=nobody")).isEmpty();
        assertThat(ids("?verdict=FAIL")).containsExactly(failing.id().toString());
        assertThat(ids("?verdict=PASS")).containsExactly(passing.id().toString());
        assertThat(ids("?verdict=PASS&entity=e2")).isEmpty();
        assertThat(ids("?since=" + failing.createdAt()))
                .containsExactly(failing.id().toString());
        assertThat(ids("?since=" + failing.createdAt().plusSeconds(1))).isEmpty();
        assertThat(rest.get(all() + "?entity=e1", parties.token(sharing.e2()))
                        .json()
                        .get("total")
                        .asInt())
                .as("a filter shows nobody more than they may see")
                .isZero();
    }

    @Test
    void saysWhatAFilterMustBe() {
        for (String query : List.of(
                "entity=",
                "entity=%3Cscript%3E",
                "entity=" + "e".repeat(64),
                "verdict=pass",
                "verdict=",
                "since=yesterday",
                "since=2026-11-26",
                "since=1969-12-31T23:59:59Z",
                "since=%2B1000000000-12-31T23:59:59Z")) {
            Rest.Answer refused = rest.get(all() + "?" + query, parties.auditor(sharing.id()));
            String parameter = query.substring(0, query.indexOf('='));

            assertThat(refused.status()).as(query).isEqualTo(400);
            assertThat(refused.problem()).isEqualTo("invalid-request");
            assertThat(refused.detail()).startsWith(parameter + " must be ");
            assertThat(refused.json().at("/facts/parameter").asString()).isEqualTo(parameter);
        }
    }

    @Test
    void rendersAtMostSixtyPagesAMinuteForOneCaller() {
        Parties.Person person = parties.person("AUDITOR");
        parties.grant(sharing.id(), person);
        String reader = person.token();
        String nothing = all() + "/" + UUID.randomUUID() + "/page"; // counts as well, and takes no time
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 61; i++) {
            answers.add(rest.get(nothing, reader).status());
        }

        assertThat(answers.subList(0, 60)).containsOnly(404);
        assertThat(answers.getLast()).isEqualTo(429);
        assertThat(rest.get(one(failing) + "/pdf", reader).problem()).isEqualTo("too-many-requests");
        assertThat(rest.get(one(failing), reader).status()).isEqualTo(200);
        assertThat(rest.get(one(failing) + "/page", parties.admin()).status())
                .as("others are not kept waiting")
                .isEqualTo(200);
    }

    @Test
    void keepsAReportThatIsSentManyTimesAtOnceOnce() throws Exception {
        Sharing own = new PoolCalls(rest, parties, folder).sharing();
        TestContribution made =
                new PoolCalls(rest, parties, folder).contribution(own, own.e1(), Rows.of(own.shape(), 30, 3));
        String token = parties.token(own.e1());
        SubmitReport signed = made.signedReport(own.e1().key());
        CyclicBarrier together = new CyclicBarrier(8);
        Callable<ReportView> sender = () -> {
            together.await();
            return read(201, rest.post(path(own.id()) + "/leakage-reports", token, signed), ReportView.class);
        };

        Set<UUID> ids = new HashSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(together.getParties())) {
            for (Future<ReportView> answer : threads.invokeAll(Collections.nCopies(together.getParties(), sender))) {
                ids.add(answer.get().id());
            }
        }

        assertThat(ids).hasSize(1);
    }

    private ReportView submit(Sharing in, Party party, TestContribution made) {
        return read(
                201,
                rest.post(path(in.id()) + "/leakage-reports", parties.token(party), made.signedReport(party.key())),
                ReportView.class);
    }

    private String all() {
        return path(sharing.id()) + "/leakage-reports";
    }

    private String one(ReportView report) {
        return all() + "/" + report.id();
    }

    private List<String> ids(String query) {
        JsonNode items =
                rest.get(all() + query, parties.auditor(sharing.id())).json().get("items");
        return StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.get("id").asString())
                .toList();
    }

    private HttpResponse<byte[]> bytes(String path, String token) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(rest.base() + path))
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        }
    }
}
