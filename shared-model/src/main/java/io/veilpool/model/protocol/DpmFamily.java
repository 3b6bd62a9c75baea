package io.veilpool.model.protocol;

/**
 * Architectures of deep poisoning modules that a charter allows (Deep Poisoning, section 3.3: several residual blocks).
 *
 * @param block    {@code BASIC}, {@code BOTTLENECK} or {@code PLAIN}
 * @param minDepth least number of blocks, at least 1
 * @param maxDepth greatest number of blocks, at most 16
 * @param minWidth least number of inner channels, at least 4
 * @param maxWidth greatest number of inner channels, at most 4096
 */
public record DpmFamily(String block, int minDepth, int maxDepth, int minWidth, int maxWidth) {}
