package io.veilpool.demo.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.demo.result.Result;
import io.veilpool.demo.result.SampleResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportPageTest {
    private static String html;
    private static Document page;

    @BeforeAll
    static void renderOnce() throws Exception {
        html = ReportPage.render(SampleResult.skewed(), SamplePictures.of(List.of("e1", "e2", "e3", "e4")));
        page = Jsoup.parse(html);
        String kept = System.getProperty("veilpool.report.keep"); // to look at it in a browser
        if (kept != null) {
            Files.writeString(Path.of(kept), html);
        }
    }

    @Test
    void tellsTheStoryInOrder() {
        assertThat(page.select("section[id]").eachAttr("id"))
                .containsExactly(
                        "idea",
                        "holdings",
                        "pictures",
                        "accuracy",
                        "leakage",
                        "departures",
                        "keeping",
                        "limits",
                        "figures",
                        "words",
                        "making");
        assertThat(page.select("figure")).hasSizeLessThanOrEqualTo(6);
    }

    @Test
    void needsNoNetworkAndNoScript() {
        assertThat(page.select("script, link, iframe, object, embed, base")).isEmpty();
        for (Element element : page.select("[src]")) {
            assertThat(element.attr("src")).startsWith("data:image/png;base64,");
        }
        assertThat(page.select("[href], [srcset], [action]")).isEmpty();
        assertThat(html).doesNotContain("http://", "https://", "url(", "@import");
    }

    @Test
    void escapesClassNamesAndPaths() {
        assertThat(html).doesNotContain("<script").contains("&lt;script&gt;alert(1)&lt;/script&gt;");
        assertThat(page.select(".matrix .class").eachText()).contains("<script>alert(1)</script>");
        assertThat(page.select(".facts").text()).contains("../shared/data/<cifar10> & more");
    }

    @Test
    void showsTheInsiderWhereverThePapersScoreStands() {
        assertThat(page.select("#leakage .entity small").eachText())
                .hasSize(4)
                .allSatisfy(text -> assertThat(text).contains("paper’s score").contains("insider’s leakage index"));
        assertThat(page.select("#summary .leak").text()).contains("paper’s score", "insider");
    }

    @Test
    void neverCallsAnythingSafe() {
        assertThat(page.text().toLowerCase(java.util.Locale.ROOT))
                .doesNotContain(" safe", "zero leakage", "no leakage", "fully protected", "anonymous");
    }

    @Test
    void saysPlainlyWhomThePoolDidNotHelp() {
        assertThat(page.select("#accuracy .verdict").eachText())
                .satisfiesExactly(
                        e1 -> assertThat(e1).startsWith("The pool helped e1"),
                        e2 -> assertThat(e2)
                                .startsWith("The pool did not help e2")
                                .contains("\u22120.2 points"),
                        e3 -> assertThat(e3).startsWith("The pool did not help e3"),
                        e4 -> assertThat(e4)
                                .startsWith("The pool did not help e4")
                                .contains("did harm"));
    }

    @Test
    void showsWhatWasCaughtWithTheCoordinatorsReason() {
        assertThat(page.select("#keeping .verdict.helped").text())
                .startsWith("The coordinator quarantined them: 221 of 256 rows look unprotected");
        assertThat(page.select("#keeping .entity small").eachText())
                .containsExactly(
                        "handed in 256 rows that nobody poisoned",
                        "withdrew its 1,200 rows when no figure needed them any more");
    }

    @Test
    void showsWhatACertificateSaysAndWhatItCannotUndo() {
        assertThat(page.select("#keeping .certified li").eachText())
                .contains(
                        "Snapshot 1 and one decider that the coordinator trained on it are handed out no more.",
                        "Snapshot 2, 36,000 rows, took their place, and a decider was trained on it.",
                        "e1, e2 and e3 had been given them and may have copies.");
        assertThat(page.select("#keeping .undone li").eachText()).hasSize(1);
        assertThat(page.select("#keeping").text()).contains("withdrawal.jws beside this page");
    }

    @Test
    void saysPlainlyWhatWasNotCaughtAndThatNothingTookThePlace() {
        Document other = Jsoup.parse(ReportPage.render(SampleResult.neitherCaughtNorSucceeded(), Pictures.none()));
        assertThat(other.select("#keeping .verdict.hurt").text()).startsWith("The coordinator did not catch them.");
        assertThat(other.select("#keeping .certified li").eachText())
                .contains(
                        "Nothing else was in the pool, so no snapshot took their place.",
                        "No other member had been given them.");
    }

    @Test
    void namesTheClassesThatAPartyLacks() {
        assertThat(page.select(".gaps").text()).isEqualTo("e1 has no image of bird, cat and dog.");
        assertThat(page.select(".bar.missing")).hasSize(3);
    }

    @Test
    void marksTheDeciderThatEachEntityKeeps() {
        assertThat(page.select("#accuracy .name.kept")).hasSize(4);
    }

    @Test
    void showsEightPicturesPerRowAndTheOthersInAStrip() {
        assertThat(page.select(".pictures .eight"))
                .hasSize(4)
                .allSatisfy(row -> assertThat(row.select("img")).hasSize(8));
        assertThat(page.select(".others > div")).hasSize(3);
        assertThat(page.select("img[alt='']")).isEmpty();
    }

    @Test
    void drawsTwoHundredClassesWithoutNamingEach() {
        Document many = Jsoup.parse(ReportPage.render(SampleResult.manyClasses(), Pictures.none()));
        assertThat(many.select(".matrix")).isEmpty();
        assertThat(many.select(".strip")).hasSize(4);
        assertThat(many.select(".strip").eq(0).select("rect")).hasSize(200);
        assertThat(many.select(".gaps").text()).isEqualTo("e1 has no image of 29 of the classes.");
        assertThat(many.select("#pictures").text()).contains("No pictures were kept");
    }

    @Test
    void saysWhenTheProgramDrewTheImages() {
        Result generated = SampleResult.of("deep-poisoning", 1, true);
        assertThat(page.select(".notice")).isEmpty();
        assertThat(page.text()).contains("features of 4 images of one class are mixed");
        assertThat(Jsoup.parse(ReportPage.render(generated, Pictures.none())).text())
                .doesNotContain("are mixed");
        assertThat(Jsoup.parse(ReportPage.render(generated, Pictures.none())).text())
                .contains("classes by smiling, sensitive male");
        assertThat(Jsoup.parse(ReportPage.render(generated, Pictures.none()))
                        .select(".notice")
                        .eachText())
                .satisfiesExactly(
                        drawn -> assertThat(drawn).contains("drawn by the program itself"),
                        quick -> assertThat(quick).contains("quick run"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"adversarial-representation", "hybrid-embedding", "a-fourth-method"})
    void claimsNothingOfDeepPoisoningUnderAnotherMethod(String method) throws Exception {
        Document other = Jsoup.parse(ReportPage.render(
                SampleResult.of(method, 1, false), SamplePictures.of(List.of("e1", "e2", "e3", "e4"))));
        // Elsewhere the page repeats the sample's own words.
        assertThat(other.select("header, #idea, #pictures, #leakage, #keeping, #limits, #words, footer")
                        .text())
                .doesNotContain(
                        "oisoned features", "Deep Poisoning", "DPM", "paper\u2019s score", "known pairs", "un-poisoned")
                .contains("A longer training gets more".toLowerCase(Locale.ROOT));
        assertThat(other.select(".pictures .eight")).hasSize(3);
        assertThat(other.select("footer").text()).contains("The method is");
    }

    @Test
    void readsPicturesFromTheFoldersThatEvaluationLeft(@TempDir Path folder) throws Exception {
        Path own = Files.createDirectories(folder.resolve("e1"));
        Files.write(own.resolve("original_0.png"), new byte[] {1, 2, 3});
        Files.write(own.resolve("insider_0.png"), new byte[] {4, 5});
        Pictures pictures = Pictures.read(folder, List.of("e1", "e2"));
        assertThat(pictures.originals()).containsExactly("data:image/png;base64,AQID");
        assertThat(pictures.insider().get("e1")).containsExactly("data:image/png;base64,BAU=");
        assertThat(pictures.insider().get("e2")).isEmpty();
    }
}
