package io.veilpool.model.protocol;

import java.util.List;

/**
 * One attribute of the images: a column of everybody's {@code attributes.csv}.
 *
 * @param name   as the column is called
 * @param values 2 to 1,000 distinct texts that its cells have; their order gives the indices
 */
public record AttributeColumn(String name, List<String> values) {
    public AttributeColumn {
        values = List.copyOf(values);
    }
}
