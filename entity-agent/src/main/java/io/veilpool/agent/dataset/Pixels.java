package io.veilpool.agent.dataset;

/**
 * One decoded image.
 *
 * @param channels 1 (grey) or 3 (RGB)
 * @param values   C x H x W unsigned bytes
 */
record Pixels(int channels, int height, int width, byte[] values) {}
