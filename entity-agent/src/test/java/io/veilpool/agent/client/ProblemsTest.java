package io.veilpool.agent.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProblemsTest {
    @Test
    void turnsAProblemIntoASentenceWithFactsAndRequest() {
        CoordinatorRefusedException refusal = refusal("""
                {"type":"urn:problem:wrong-state","title":"The state does not allow this","status":409,
                 "detail":"The collaboration is OPEN","facts":{"state":"OPEN"},"requestId":"r1","instance":"/x"}""");

        assertThat(refusal)
                .hasMessage("The contribution was refused: The collaboration is OPEN. (state OPEN) [request r1]");
        assertThat(refusal.type()).isEqualTo("urn:problem:wrong-state");
    }

    @Test
    void turnsAnOAuthErrorIntoASentence() {
        assertThat(refusal("{\"error\":\"invalid_client\",\"error_description\":\"The assertion has expired\"}"))
                .hasMessageContaining("invalid_client (The assertion has expired).");
    }

    @Test
    void saysTheStatusWhereTheAnswerSaysNothing() {
        assertThat(refusal("")).hasMessage("The contribution was refused: status 409.");
        assertThat(refusal("<html>no</html>")).hasMessage("The contribution was refused: status 409.");
        assertThat(refusal("[1,2]")).hasMessage("The contribution was refused: status 409.");
    }

    private static CoordinatorRefusedException refusal(String body) {
        return Problems.refusal("The contribution", 409, body.getBytes(StandardCharsets.UTF_8));
    }
}
