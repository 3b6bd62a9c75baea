package io.veilpool.coordinator.web;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.veilpool.model.json.NullnessIntrospector;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Refuses missing and null fields, unless the record's component may be null, and nulls inside lists and maps; the other strictness is in
 * application.yml.
 */
@Component
class StrictJson implements JsonMapperBuilderCustomizer {
    @Override
    public void customize(JsonMapper.Builder mapper) {
        mapper.annotationIntrospector(new NullnessIntrospector());
        mapper.changeDefaultNullHandling(given -> JsonSetter.Value.forContentNulls(Nulls.FAIL));
    }
}
