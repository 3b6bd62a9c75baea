/** Training of an obfuscator (DeepObfuscator, Li et al., IoTDI 2021), the method that Deep Poisoning compares itself with. */
@NullMarked
package io.veilpool.agent.protection.obfuscator;

import org.jspecify.annotations.NullMarked;
