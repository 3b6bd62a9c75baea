package io.veilpool.demo;

import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Items of a page of a list, each read strictly. */
final class Pages {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Pages() {}

    static <T> List<T> items(String json, Class<T> type) throws DemoFailure {
        try {
            List<T> items = new ArrayList<>();
            JsonNode page = MAPPER.readTree(json);
            for (JsonNode item : page.path("items")) {
                items.add(ProtocolJson.read(MAPPER.writeValueAsString(item), type));
            }
            return items;
        } catch (JacksonException | InvalidJsonException e) {
            throw new DemoFailure("The coordinator's list is not understood: " + e.getMessage());
        }
    }
}
