package io.veilpool.agent.egress;

import io.veilpool.model.protocol.SignatureType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Leakage reports and contribution manifests among bytes that were sent, and whether they could hold a picture in whatever form: a long
 * text, a run of base64, or more numbers in a row than there are classes.
 */
public final class SignedFigures {
    /** Longer than any digest, shorter than the smallest picture in base64. */
    private static final Pattern RUN = Pattern.compile("[A-Za-z0-9+/_=-]{80,}");

    private static final Pattern JWS = Pattern.compile("(eyJ[A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.[A-Za-z0-9_-]+");
    private static final int LONGEST_TEXT = 2_000;
    private static final int MOST_NUMBERS = 10;

    private SignedFigures() {}

    /** Payloads, as JSON. */
    public static List<String> in(byte[] sent) {
        List<String> documents = new ArrayList<>();
        Matcher found = JWS.matcher(new String(sent, StandardCharsets.ISO_8859_1));
        while (found.find()) {
            String header = decoded(found.group(1));
            if (header.contains("\"" + SignatureType.LEAKAGE_REPORT + "\"")
                    || header.contains("\"" + SignatureType.CONTRIBUTION + "\"")) {
                documents.add(decoded(found.group(2)));
            }
        }
        return documents;
    }

    /** What of a document is no figure, digest, name or sentence. */
    public static List<String> notFigures(String json) {
        List<String> finds = new ArrayList<>();
        walk("", JsonMapper.shared().readTree(json), finds);
        return finds;
    }

    private static void walk(String path, JsonNode node, List<String> finds) {
        if (node.isString()) {
            String text = node.asString();
            if (text.length() > LONGEST_TEXT || RUN.matcher(text).find()) {
                finds.add(path + ": a text that could be a picture");
            }
        } else if (node.isArray()) {
            long numbers = node.valueStream().filter(JsonNode::isNumber).count();
            if (numbers > MOST_NUMBERS) {
                finds.add(path + ": " + numbers + " numbers");
            }
            int place = 0;
            for (JsonNode element : node) {
                walk(path + "/" + place++, element, finds);
            }
        } else if (node.isObject()) {
            node.propertyStream().forEach(property -> walk(path + "/" + property.getKey(), property.getValue(), finds));
        }
    }

    private static String decoded(String base64) {
        return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
