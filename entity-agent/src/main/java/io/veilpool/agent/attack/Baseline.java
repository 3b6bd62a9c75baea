package io.veilpool.agent.attack;

import io.veilpool.model.metric.ImageReadings;

/**
 * What every attack of one budget and seed is measured by.
 *
 * @param decoder trained on original features of public images; owned by the scene
 * @param prior   best guess at every scored image
 * @param clean   the decoder's pictures of the original features of every scored image
 * @param anchor  what counts as 1: {@code clean}, or what the scene was given
 */
record Baseline(AttackDecoder decoder, ImageReadings prior, ImageReadings clean, ImageReadings anchor) {}
