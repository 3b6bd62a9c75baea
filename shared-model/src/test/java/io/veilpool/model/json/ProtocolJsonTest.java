package io.veilpool.model.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.model.protocol.AccountView;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.Page;
import io.veilpool.model.protocol.RowCalibration;
import io.veilpool.model.protocol.ShardEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolJsonTest {
    /** Everything that the protocol's records use. */
    record Sample(
            UUID id,
            int count,
            double share,
            @Nullable String note,
            CollaborationState state,
            List<String> names,
            Map<String, Integer> counts,
            FeatureShape shape,
            Instant at) {}

    private static final Sample SAMPLE = new Sample(
            UUID.fromString("018f0000-0000-7000-8000-000000000001"),
            3,
            .25,
            null,
            CollaborationState.OPEN,
            List.of("b", "a"),
            new TreeMap<>(Map.of("z", 1, "a", 2)),
            new FeatureShape(1, 2, 3),
            Instant.parse("2026-11-21T08:00:00.123Z"));

    private static final String TEXT = "{\"id\":\"018f0000-0000-7000-8000-000000000001\",\"count\":3,\"share\":0.25,"
            + "\"note\":null,\"state\":\"OPEN\",\"names\":[\"b\",\"a\"],\"counts\":{\"a\":2,\"z\":1},"
            + "\"shape\":{\"channels\":1,\"height\":2,\"width\":3},\"at\":\"2026-11-21T08:00:00.123Z\"}";

    @Test
    void writesFieldsInTheOrderOfTheRecordAndReadsThemBack() throws Exception {
        assertThat(ProtocolJson.text(SAMPLE)).isEqualTo(TEXT);
        assertThat(ProtocolJson.write(SAMPLE)).isEqualTo(TEXT.getBytes(StandardCharsets.UTF_8));
        assertThat(ProtocolJson.read(TEXT, Sample.class)).isEqualTo(SAMPLE);
        assertThat(ProtocolJson.read(TEXT.getBytes(StandardCharsets.UTF_8), Sample.class))
                .isEqualTo(SAMPLE);
    }

    @Test
    void aNullableFieldMayBeAbsentAndNoOther() throws Exception {
        assertThat(ProtocolJson.read(TEXT.replace("\"note\":null,", ""), Sample.class))
                .isEqualTo(SAMPLE);
        for (String field :
                List.of("\"count\":3,", "\"share\":0.25,", "\"state\":\"OPEN\",", "\"names\":[\"b\",\"a\"],")) {
            assertRefused(TEXT.replace(field, ""));
        }
    }

    @Test
    void namesThePlaceWithoutQuotingTheText() {
        assertThatThrownBy(() ->
                        ProtocolJson.read(TEXT.replace("\"channels\":1", "\"channels\":\"secret\""), Sample.class))
                .isInstanceOf(InvalidJsonException.class)
                .hasMessage("not valid JSON for Sample at shape.channels")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"count\":3|\"count\":\"3\"",
                "\"count\":3|\"count\":3.0",
                "\"count\":3|\"count\":3.5",
                "\"count\":3|\"count\":null",
                "\"count\":3|\"count\":true",
                "\"count\":3|\"count\":3000000000",
                "\"count\":3|\"count\":3,\"count\":3",
                "\"count\":3|\"count\":3,\"other\":3",
                "\"share\":0.25|\"share\":\"0.25\"",
                "\"share\":0.25|\"share\":\"NaN\"",
                "\"share\":0.25|\"share\":NaN",
                "\"share\":0.25|\"share\":1e999",
                "\"share\":0.25|\"share\":null",
                "\"state\":\"OPEN\"|\"state\":\"open\"",
                "\"state\":\"OPEN\"|\"state\":1",
                "\"state\":\"OPEN\"|\"state\":\"\"",
                "\"state\":\"OPEN\"|\"state\":null",
                "[\"b\",\"a\"]|[\"b\",null]",
                "[\"b\",\"a\"]|\"b\"",
                "[\"b\",\"a\"]|[1]",
                "[\"b\",\"a\"]|null",
                "{\"a\":2,\"z\":1}|{\"a\":2,\"a\":1}",
                "{\"a\":2,\"z\":1}|{\"a\":null}",
                "\"channels\":1|\"channels\":1,\"depth\":1",
                "\"2026-11-21T08:00:00.123Z\"|\"yesterday\"",
                "\"id\":\"018f|\"id\":\"x18f",
                "00.123Z\"}|00.123Z\"} {}",
                "00.123Z\"}|00.123Z\"}x",
                "00.123Z\"}|00.123Z\",}"
            })
    void refusesEverythingOdd(String change) {
        String[] fromTo = change.split("\\|", -1);
        String odd = TEXT.replace(fromTo[0], fromTo[1]);
        assertThat(odd).isNotEqualTo(TEXT);
        assertRefused(odd);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "[]", "1", "\"x\"", "{", "\ufeff{}", "{} // comment", "{'a':1}"})
    void refusesWhatIsNoObject(String text) {
        assertRefused(text);
    }

    @Test
    void refusesEndlessTextAndDepthAndWhatIsNotUtf8() {
        assertRefused(" ".repeat(ProtocolJson.MOST_CHARACTERS) + TEXT);
        assertThatThrownBy(() -> ProtocolJson.read("[".repeat(100_000), Object.class))
                .isInstanceOf(InvalidJsonException.class);
        assertThatThrownBy(() -> ProtocolJson.read("{\"a\":" + "9".repeat(100_000) + "}", Object.class))
                .isInstanceOf(InvalidJsonException.class);
        byte[] latin = TEXT.replace("\"b\"", "\"\u00e9\"").getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> ProtocolJson.read(latin, Sample.class)).hasMessageContaining("UTF-8");
        byte[] utf16 = TEXT.getBytes(StandardCharsets.UTF_16);
        assertThatThrownBy(() -> ProtocolJson.read(utf16, Sample.class)).isInstanceOf(InvalidJsonException.class);
    }

    @Test
    void refusesToWriteNumbersThatAreNotFinite() {
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> ProtocolJson.text(new RowCalibration(1, value, 2, null)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("RowCalibration");
        }
    }

    @Test
    void readsPagesOfRecords() throws Exception {
        Page<ShardEntry> page = new Page<>(List.of(new ShardEntry("ab", 1, 2)), 0, 20, 1);
        assertThat(ProtocolJson.readPage(ProtocolJson.write(page), ShardEntry.class))
                .isEqualTo(page);
        byte[] other = ProtocolJson.write(page);
        assertThatThrownBy(() -> ProtocolJson.readPage(other, AccountView.class))
                .isInstanceOf(InvalidJsonException.class);
    }

    private static void assertRefused(String text) {
        assertThatThrownBy(() -> ProtocolJson.read(text, Sample.class)).isInstanceOf(InvalidJsonException.class);
    }
}
