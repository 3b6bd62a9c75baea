/** What every training loop is made of, and the training of deciders, which agents and the coordinator share. */
@NullMarked
package io.veilpool.model.training;

import org.jspecify.annotations.NullMarked;
