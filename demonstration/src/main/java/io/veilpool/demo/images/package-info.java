/** The demonstration's images: made by the program or dealt from a real set to four entities, attackers and a test. */
@NullMarked
package io.veilpool.demo.images;

import org.jspecify.annotations.NullMarked;
