package io.veilpool.agent.client;

import io.veilpool.model.protocol.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Turns answers that say no into sentences: problem+json, OAuth2 errors and the object store's XML. */
final class Problems {
    private static final JsonMapper LENIENT = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final Pattern XML = Pattern.compile("<(Code|Message)>([^<]{1,300})</");
    private static final int MAX_BODY = 1 << 16;

    private Problems() {}

    static CoordinatorRefusedException refusal(String what, int status, byte[] body) {
        String text = new String(body, 0, Math.min(body.length, MAX_BODY), StandardCharsets.UTF_8).strip();
        if (text.startsWith("<")) {
            return new CoordinatorRefusedException(status, null, what + " was refused: " + xml(text, status));
        }
        try {
            JsonNode tree = LENIENT.readTree(text);
            if (!tree.isObject()) {
                return new CoordinatorRefusedException(status, null, what + " was refused: status " + status + ".");
            }
            if (tree.has("error")) {
                return new CoordinatorRefusedException(status, null, what + " was refused: " + oauth(tree));
            }
            Problem problem = LENIENT.treeToValue(tree, Problem.class);
            return new CoordinatorRefusedException(
                    status, problem.type(), what + " was refused: " + sentence(problem, status));
        } catch (JacksonException e) {
            return new CoordinatorRefusedException(status, null, what + " was refused: status " + status + ".");
        }
    }

    /** The EC keys of a JWK set, one JSON text each. */
    static List<String> jwks(byte[] body) throws CoordinatorRefusedException {
        try {
            return LENIENT.readTree(body)
                    .path("keys")
                    .valueStream()
                    .filter(key -> key.path("kty").asString("").equals("EC"))
                    .map(JsonNode::toString)
                    .toList();
        } catch (JacksonException e) {
            throw new CoordinatorRefusedException(200, null, "The coordinator's JWK set is not JSON.");
        }
    }

    private static String sentence(Problem problem, int status) {
        String said = problem.detail() != null ? problem.detail() : problem.title();
        StringBuilder sentence = new StringBuilder(said == null ? "status " + status + "." : said);
        if (sentence.charAt(sentence.length() - 1) != '.') {
            sentence.append('.');
        }
        @Nullable Map<String, Object> facts = problem.facts();
        if (facts != null && !facts.isEmpty()) {
            sentence.append(facts.entrySet().stream()
                    .map(fact -> fact.getKey() + " " + fact.getValue())
                    .collect(Collectors.joining(", ", " (", ")")));
        }
        if (problem.requestId() != null) {
            sentence.append(" [request ").append(problem.requestId()).append(']');
        }
        return sentence.toString();
    }

    private static String oauth(JsonNode tree) {
        String error = tree.get("error").asString("");
        String description = tree.path("error_description").asString("");
        return error + (description.isEmpty() ? "." : " (" + description + ").");
    }

    private static String xml(String text, int status) {
        Matcher matcher = XML.matcher(text);
        StringBuilder sentence = new StringBuilder();
        while (matcher.find()) {
            sentence.append(sentence.isEmpty() ? "" : ": ").append(matcher.group(2));
        }
        return sentence.isEmpty() ? "status " + status + "." : sentence + ".";
    }
}
