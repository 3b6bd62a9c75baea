/** The entity's own key pair, made on its premises, and its enrolment. */
@NullMarked
package io.veilpool.agent.identity;

import org.jspecify.annotations.NullMarked;
