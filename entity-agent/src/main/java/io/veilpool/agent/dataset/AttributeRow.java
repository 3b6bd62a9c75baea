package io.veilpool.agent.dataset;

import java.util.Arrays;

/**
 * One row of a table of attributes, as a collaboration understands it.
 *
 * @param number    as a spreadsheet shows it
 * @param file      name of the image
 * @param test      whether it belongs to the test part
 * @param label     class index; -1 where a main attribute is not known
 * @param sensitive index of each sensitive attribute's value; -1 where it is not known
 * @param group     index of its group; -1 where there is none
 */
record AttributeRow(int number, String file, boolean test, int label, int[] sensitive, int group) {
    boolean saysTheSameAs(AttributeRow other) {
        return test == other.test
                && label == other.label
                && group == other.group
                && Arrays.equals(sensitive, other.sensitive);
    }
}
