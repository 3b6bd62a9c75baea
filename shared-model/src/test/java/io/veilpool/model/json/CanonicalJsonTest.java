package io.veilpool.model.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {
    private record Figures(String z, double value, List<Double> more, Map<String, String> named) {}

    @Test
    void sortsNamesAndWritesNumbersAsEcmaScriptDoes() {
        Figures figures = new Figures(
                "\u20ac$\u000f\nA'B\"\\",
                1e30,
                List.of(333333333.33333329, 4.5, 2e-3, 1e-27, 10.0, -0.0),
                Map.of("b", "1", "a", "2"));
        // RFC 8785, 3.2.2 gives these numbers and this text.
        assertThat(CanonicalJson.text(figures))
                .isEqualTo(
                        "{\"more\":[333333333.3333333,4.5,0.002,1e-27,10,0],\"named\":{\"a\":\"2\",\"b\":\"1\"},\"value\":1e+30,"
                                + "\"z\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\"}");
        assertThat(new String(CanonicalJson.write(figures), StandardCharsets.UTF_8))
                .isEqualTo(CanonicalJson.text(figures));
    }

    @Test
    void isReadAsWhatItWas() throws Exception {
        Figures figures = new Figures("\u00e9\u0000", Double.MIN_VALUE, List.of(0.1, Math.PI, 1e21), Map.of());
        assertThat(ProtocolJson.read(CanonicalJson.write(figures), Figures.class))
                .isEqualTo(figures);
    }

    @Test
    void refusesWhatIsNoNumber() {
        assertThatThrownBy(() -> CanonicalJson.write(new Figures("", Double.NaN, List.of(), Map.of())))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
