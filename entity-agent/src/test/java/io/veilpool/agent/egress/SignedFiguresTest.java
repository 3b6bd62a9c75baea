package io.veilpool.agent.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.agent.dataset.PlainPng;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.signing.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SignedFiguresTest {
    private static final String HONEST = "{\"reportDigest\":\"" + "5f".repeat(32)
            + "\",\"rowsPerClass\":[1,2,3],\"residualRisk\":\"Longer attacks rebuild more.\"}";

    @Test
    void findsReportsAndManifestsInARequestAndNothingElse() {
        SigningKey key = SigningKey.generate();
        byte[] payload = HONEST.getBytes(StandardCharsets.UTF_8);
        String request = "POST /x HTTP/1.1\r\n\r\n{\"reportJws\":\"" + key.sign(payload, SignatureType.LEAKAGE_REPORT)
                + "\",\"other\":\"" + key.sign(payload, SignatureType.RELEASE) + "\"}";

        assertThat(SignedFigures.in(request.getBytes(StandardCharsets.ISO_8859_1)))
                .containsExactly(HONEST);
        assertThat(SignedFigures.notFigures(HONEST)).isEmpty();
    }

    @Test
    void findsAPictureInEveryForm() {
        byte[] png = PlainPng.encode(1, 8, 8, new byte[64]);
        String text = Base64.getEncoder().encodeToString(png);
        String numbers = Arrays.toString(new int[64]);

        assertThat(SignedFigures.notFigures(HONEST.replace("Longer attacks", "data:image/png;base64," + text)))
                .containsExactly("/residualRisk: a text that could be a picture");
        assertThat(SignedFigures.notFigures(HONEST.replace("[1,2,3]", numbers)))
                .containsExactly("/rowsPerClass: 64 numbers");
    }
}
