package io.veilpool.model.json;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Doubles are finite JSON numbers, both ways; Jackson would turn NaN into text and 1e999 into infinity. */
final class StrictDouble {
    private StrictDouble() {}

    static SimpleModule module() {
        return new SimpleModule("strict-double")
                .addSerializer(double.class, new Writer())
                .addSerializer(Double.class, new Writer())
                .addDeserializer(double.class, new Reader())
                .addDeserializer(Double.class, new Reader());
    }

    private static final class Writer extends StdSerializer<Double> {
        Writer() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator out, SerializationContext context) {
            if (!Double.isFinite(value)) {
                context.reportMappingProblem("a number must be finite");
            }
            out.writeNumber(value);
        }
    }

    private static final class Reader extends StdDeserializer<Double> {
        Reader() {
            super(Double.class);
        }

        @Override
        public Double deserialize(JsonParser parser, DeserializationContext context) {
            JsonToken token = parser.currentToken();
            if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
                return context.reportInputMismatch(this, "a number is needed");
            }
            double value = parser.getDoubleValue();
            if (!Double.isFinite(value)) {
                return context.reportInputMismatch(this, "a number must be finite");
            }
            return value;
        }
    }
}
