/** Networks as data: a closed list of layers with bounded sizes, hook points, and the families of networks. No engine. */
@NullMarked
package io.veilpool.model.architecture;

import org.jspecify.annotations.NullMarked;
