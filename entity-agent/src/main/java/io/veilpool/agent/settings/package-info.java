/** The one YAML file that an institution writes for its agent, read strictly. */
@NullMarked
package io.veilpool.agent.settings;

import org.jspecify.annotations.NullMarked;
