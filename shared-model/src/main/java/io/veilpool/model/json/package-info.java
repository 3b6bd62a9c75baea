/** JSON of the protocol records, read strictly. */
@NullMarked
package io.veilpool.model.json;

import org.jspecify.annotations.NullMarked;
