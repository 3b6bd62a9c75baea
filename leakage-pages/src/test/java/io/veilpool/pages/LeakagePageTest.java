package io.veilpool.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.ClassLeakage;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.LimitVerdict;
import io.veilpool.model.protocol.Thresholds;
import io.veilpool.model.protocol.Verdict;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class LeakagePageTest {
    private static final String HOSTILE =
            "<script>alert(1)</script> ${7*7} [[${page}]] \u202Egnp.\u2066 &amp; \"'><img src=x>";

    private static String html = "";
    private static Document page = new Document("");

    @BeforeAll
    static void renderOnce() throws Exception {
        html = LeakagePage.html(SampleReports.kept(SampleReports.balanced()));
        page = Jsoup.parse(html);
        String kept = System.getProperty("veilpool.pages.keep"); // a folder, to look at the pages
        if (kept != null) {
            Files.writeString(Path.of(kept, "report.html"), html);
            Files.write(Path.of(kept, "report.pdf"), LeakagePage.pdf(SampleReports.kept(SampleReports.balanced())));
            Files.writeString(Path.of(kept, "preview.html"), LeakagePage.html(SamplePreview.document()));
            Files.write(Path.of(kept, "preview.pdf"), LeakagePage.pdf(SamplePreview.document()));
        }
    }

    @Test
    void tellsWhatIsShownBeforeAnyFigure() {
        assertThat(page.select("section[id]").eachAttr("id"))
                .containsExactly(
                        "reading",
                        "limits",
                        "attacks",
                        "pairs",
                        "percentiles",
                        "figures",
                        "not-run",
                        "residual-risk",
                        "provenance");
        assertThat(page.select("#reading").text()).contains("lower bound", "hold no picture", "the entity's word");
        assertThat(page.title()).isEqualTo("Veilpool: Leakage report of e1");
    }

    @Test
    void givesAVerdictForEachLimitWithValueAndLimit() {
        assertThat(page.select("#verdict strong").text()).isEqualTo("PASS");
        assertThat(page.select("#limits tbody tr")).hasSize(7);
        assertThat(page.select("#limits tr:contains(Leakage index of the insider attack)")
                        .text())
                .contains("kept", "0.24 (0.23 to 0.25), and 0.22 (0.21 to 0.23) on images", "limit 0.30");
    }

    @Test
    void drawsEveryAttackerWithIntervalPriorControlAndLimit() {
        assertThat(page.select("#attacks tr[data-attack]").eachAttr("data-attack"))
                .containsExactly(
                        "published reconstructor",
                        "insider",
                        "insider, training images",
                        "insider",
                        "separating insider",
                        "informed partner",
                        "known pairs",
                        "surrogate DPMs",
                        "optimisation",
                        "reidentification");
        Elements insider = attack("insider");
        assertThat(insider.select("svg").attr("aria-label"))
                .isEqualTo(
                        "insider: leakage 0.24, 95 percent interval 0.23 to 0.25, prior 0, positive control 1.00, limit 0.30");
        // 320 wide with margins of 10: 10 + 300 x
        assertThat(insider.select("circle").attr("cx")).isEqualTo("82.00");
        assertThat(insider.select("line[stroke-dasharray]").attr("x1")).isEqualTo("100.00");
        assertThat(insider.select("g[transform]").attr("transform")).isEqualTo("translate(310.00 13)");
        assertThat(attack("informed partner").select("line[stroke-dasharray]"))
                .as("who knows more than an insider is not under that limit")
                .isEmpty();
    }

    @Test
    void showsTheInsiderOnTrainingImagesAndTheWorstClasses() throws Exception {
        LeakageReport report = ProtocolJson.read(
                ProtocolJson.text(SampleReports.balanced())
                        .replaceFirst(
                                "\"onTrainingImages\":.*?}}",
                                "\"onTrainingImages\":{\"control\":" + trialScore("control", .98, .97, .99)
                                        + ",\"insider\":" + trialScore("insider", .31, .30, .33) + "}")
                        .replace(
                                "\"worstClasses\":[]",
                                "\"worstClasses\":["
                                        + ProtocolJson.text(new ClassLeakage("<b>cat</b>", 57, .41)) + ","
                                        + ProtocolJson.text(new ClassLeakage("dog", 61, .4)) + "]"),
                LeakageReport.class);
        Document shown = Jsoup.parse(LeakagePage.html(SampleReports.kept(report)));

        Elements trained = shown.select("#attacks tr[data-attack='insider, training images']");
        assertThat(trained.text()).contains("whose rows are published", "0.31", "0.30 to 0.33");
        assertThat(trained.select("line[stroke-dasharray]"))
                .as("the insider's limit binds it")
                .hasSize(1);
        assertThat(shown.select("#attempts tr:contains(insider, training images)"))
                .hasSize(1);
        assertThat(shown.select("#figures tr:contains(worst classes)").text())
                .contains("cat", "0.41, dog 0.40", "57, 61 held-back images");
        assertThat(shown.select("#figures b")).isEmpty();
        assertThat(shown.select("#figures tr:contains(apart when repeated)").text())
                .contains("2 x 0.05");
    }

    @Test
    void drawsEverySeedOfTheInsiderBesideItsOwnControl() throws Exception {
        LeakageReport two = withTrial(SampleReports.balanced());
        Document trials = Jsoup.parse(LeakagePage.html(SampleReports.kept(two)));

        Elements second = trials.select("#attacks tr[data-attack='insider, trial 2']");
        assertThat(second.text()).contains("-77", "the worst one counts", "0.31", "0.30 to 0.33");
        assertThat(second.select("svg").attr("aria-label"))
                .contains("positive control 0.98", "limit 0.30")
                .startsWith("insider, trial 2: leakage 0.31");
        assertThat(trials.select("#attempts tr:contains(insider, trial 2)").text())
                .contains("300 steps on 6,000 images", "-77");
        assertThat(trials.select("#limits tr:contains(Leakage index of the insider attack)")
                        .text())
                .contains("broken", "0.31 (0.30 to 0.33), the worst of 2 seeds");
    }

    @Test
    void marksWhatMustNotBeTakenAsItStands() {
        assertThat(attack("separating insider").text()).contains("NOT CONVERGED");
        assertThat(attack("separating insider").select("circle").attr("fill")).isEqualTo("#ffffff");
        assertThat(attack("optimisation").text()).contains("CONTROLS FAILED", "0.30 is needed", "shows nothing");
        assertThat(attack("optimisation").select("circle")).isEmpty();
        assertThat(attack("insider").select(".warning")).isEmpty();
    }

    @Test
    void readsTheNumberOfPairsThatBreakIt() {
        assertThat(page.select("#pairs-reading").text())
                .isEqualTo("Not within 1,024 pairs: the index there is 0.23 (0.20 to 0.26). More were not tried.");
        assertThat(page.select("#pairs .count b").eachText()).containsExactly("1", "4", "16", "64", "256", "1,024");
        Document broken = Jsoup.parse(LeakagePage.html(
                SampleReports.kept(with(List.of(SampleReports.knownPairs(.23, .47, .52, .60, .67, .70))))));
        assertThat(broken.select("#pairs-reading").text())
                .isEqualTo("With 16 known pairs the index is above .5: 0.52 (0.49 to 0.55); with 4 it is 0.47.");
        assertThat(Jsoup.parse(LeakagePage.html(SampleReports.kept(with(List.of()))))
                        .select("#pairs")
                        .text())
                .contains("Not measured");
    }

    @Test
    void showsHowTheIndexIsSpreadOverImages() {
        assertThat(page.select("#percentiles tbody tr").eq(0).select("td.num").eachText())
                .containsExactly("0.26", "0.36", "0.40", "0.46", "0.54");
    }

    @Test
    void namesWhatToCheckItWith() {
        assertThat(page.select("#provenance").text())
                .contains(
                        "ab".repeat(32),
                        "5f2b".repeat(16),
                        "c0de".repeat(16),
                        SampleReports.COLLABORATION.toString(),
                        "kEyOfTheEntity_thumbprint",
                        "by version 2 of the charter",
                        "2026-11-26 18:05:00 UTC",
                        "bin/veilpool-verify report");
        assertThat(page.select("#attempts").text()).contains("-4962768465676381896");
    }

    @Test
    void aPreviewNamesEveryByteAndMarksItsPictures() {
        Document preview = Jsoup.parse(LeakagePage.html(SamplePreview.document()));

        assertThat(preview.select(".mark").eachText()).containsExactly(LocalPictures.MARK, LocalPictures.MARK);
        assertThat(preview.select("#departure").text())
                .contains("1,350", "10,800,123", "F16", "64 x 8 x 8", "dd".repeat(32), "each of 4 images of one class");
        assertThat(preview.select("#classes tbody tr").eachText())
                .containsExactly("airplane 600", "bird 450", "<i>cat</i> 300");
        assertThat(preview.select("#shards tbody tr")).hasSize(2);
        assertThat(preview.select("#pictures img"))
                .hasSize(24)
                .allSatisfy(image -> assertThat(image.attr("src")).startsWith("data:image/png;base64,"));
        assertThat(preview.select("#pictures img[alt='']")).isEmpty();
        assertThat(preview.select("#departure .warning")).isEmpty();
        LeakageReport refused =
                SampleReports.of("e1", SampleReports.attacks(), SampleReports.notRun(), SampleReports.RISK, limits(.1));
        assertThat(Jsoup.parse(LeakagePage.html(
                                LeakageDocument.preview(refused, SamplePreview.departure(), SamplePreview.pictures())))
                        .select("#departure .warning")
                        .text())
                .contains("publishing would send nothing");
    }

    @Test
    void neverCallsAnythingSafe() {
        assertThat(page.text().toLowerCase(Locale.ROOT))
                .doesNotContainPattern("\\bsafe\\b")
                .doesNotContain("zero leakage", "no leakage", "fully protected", "anonymous");
    }

    @Test
    void needsNoNetworkNoScriptAndNoPicture() {
        assertThat(page.select("script, link, iframe, object, embed, base, img, [src], [href], [srcset], [action]"))
                .isEmpty();
        assertThat(page.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
                .startsWith("default-src 'none'")
                .doesNotContain("script-src", "img-src");
        assertThat(html.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xhtml", ""))
                .doesNotContain("http://", "https://", "url(", "@import", "data:");
    }

    @Test
    void isWellFormedForReadersOfHtmlAndOfXml() throws Exception {
        assertThat(xml(html).getElementsByTagName("section").getLength()).isEqualTo(9);
        assertThat(page.select("svg:not([aria-hidden]):not([role=img][aria-label])"))
                .isEmpty();
        assertThat(page.select("th:not([scope])")).isEmpty();
        assertThat(page.select("html").attr("lang")).isEqualTo("en");
    }

    @Test
    void theSameReportGivesTheSamePage() {
        assertThat(LeakagePage.html(SampleReports.kept(SampleReports.balanced())))
                .isEqualTo(html);
    }

    @Test
    void escapesWhatOthersWrote() throws Exception {
        List<AttackOutcome> attacks =
                List.of(SampleReports.rebuilding("insider", HOSTILE.replaceAll("\\p{Cntrl}", ""), .2, true, HOSTILE));
        LeakageReport report =
                SampleReports.of(HOSTILE, attacks, List.of(HOSTILE + "\n\u0000\uD800"), HOSTILE, limits(.3));
        String rendered = LeakagePage.html(SampleReports.kept(report));
        Document hostile = Jsoup.parse(rendered);

        assertThat(hostile.select("script, img")).isEmpty();
        assertThat(rendered)
                .doesNotContain("<script", "\u202E", "\u2066", "\u0000")
                .doesNotContain("49 [[");
        for (String section : List.of("h1", "#attacks", "#not-run", "#residual-risk")) {
            assertThat(hostile.select(section).text())
                    .as(section)
                    .contains("<script>alert(1)</script> ${7*7} [[${page}]] \uFFFDgnp.\uFFFD &amp; \"'><img src=x>");
        }
        assertThat(xml(rendered).getElementsByTagName("section").getLength()).isEqualTo(9);
    }

    @Test
    void ofAHundredThousandAttacksItDrawsThoseThatGotMost() {
        List<AttackOutcome> attacks = new ArrayList<>(IntStream.range(0, 100_000)
                .mapToObj(i -> SampleReports.rebuilding("attack-" + i, "nothing.", .05, true, null))
                .toList());
        attacks.add(SampleReports.rebuilding("the-one-that-matters", "the DPM.", .61, true, null));
        List<String> notRun =
                IntStream.range(0, 100_000).mapToObj(i -> "attack " + i).toList();
        String rendered = LeakagePage.html(SampleReports.kept(
                SampleReports.of("e1", attacks, notRun, "x".repeat(1_000_000), limits(.3), List.of())));
        Document many = Jsoup.parse(rendered);

        assertThat(rendered.length()).isLessThan(300_000);
        assertThat(many.select("#attacks tr[data-source=library]")).hasSize(PageModel.MOST_ATTACKS);
        assertThat(many.select("#attacks tr[data-attack='the one that matters']"))
                .hasSize(1);
        assertThat(many.select("#attacks").text()).contains("99,961 attacks of this report are not drawn");
        assertThat(many.select("#not-run li"))
                .hasSize(41)
                .last()
                .extracting(Element::text)
                .asString()
                .isEqualTo("99,960 more; the JSON has all.");
    }

    @Test
    void worksVerdictsOutFromTheFiguresAndSaysWhenTheReportHasOthers() {
        LeakageReport flattering = SampleReports.of(
                "e1",
                SampleReports.attacks(),
                SampleReports.notRun(),
                SampleReports.RISK,
                limits(.1),
                List.of(new LimitVerdict("insider-index", Verdict.PASS, "Index 0.01, limit 0.10.")));
        LeakageDocument unsigned = new LeakageDocument(flattering, "ab".repeat(32), null, null, null);
        Document shown = Jsoup.parse(LeakagePage.html(unsigned));

        assertThat(shown.select("#verdict strong").text()).isEqualTo("FAIL");
        assertThat(shown.text()).doesNotContain("Index 0.01").contains("are not what its figures give");
        assertThat(page.text()).doesNotContain("are not what its figures give");
    }

    @Test
    void theCoordinatorsVerdictStandsAboveTheOneByLimitsThatAReportNamesItself() {
        Document judged = Jsoup.parse(LeakagePage.html(SampleReports.kept(SampleReports.of(
                "e1", SampleReports.attacks(), SampleReports.notRun(), SampleReports.RISK, limits(.1)))));

        assertThat(judged.select("#verdict strong").text()).isEqualTo("PASS");
        assertThat(judged.select("header .warning").text())
                .contains("the coordinator judged this report PASS", "it would be FAIL: they are not the charter's");
        assertThat(page.select("header .warning")).isEmpty();
    }

    /** One more seed, of which the interval's upper end is beyond the limit. */
    private static LeakageReport withTrial(LeakageReport report) throws InvalidJsonException {
        String control = trialScore("control", .98, .97, .99);
        String insider = trialScore("insider", .31, .30, .33);
        return ProtocolJson.read(
                ProtocolJson.text(report)
                        .replace(
                                "\"insiderTrials\":[]",
                                "\"insiderTrials\":[{\"control\":" + control + ",\"insider\":" + insider + "}]"),
                LeakageReport.class);
    }

    private static String trialScore(String attack, double index, double low, double high) {
        return ProtocolJson.text(
                new AttackScore(attack, "in words", 6_000, 300, "-77", 600, .7, 0, .1, 12, index, low, high));
    }

    private static Elements attack(String name) {
        return page.select("#attacks tr[data-attack='" + name + "']").eq(0);
    }

    private static LeakageReport with(List<AttackOutcome> attacks) {
        return SampleReports.of("e1", attacks, List.of(), SampleReports.RISK, limits(1));
    }

    private static Thresholds limits(double index) {
        return new Thresholds(3, .1, .35, index, 500, AttackEffort.NONE);
    }

    private static org.w3c.dom.Document xml(String text) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    }
}
