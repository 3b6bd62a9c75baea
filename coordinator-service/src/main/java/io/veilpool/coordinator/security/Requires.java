package io.veilpool.coordinator.security;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The right that a controller's method needs, checked before the body is read. Rights of a collaboration take it from
 * the path variable {@code collaboration}. A method with neither this nor {@link OpenToAnyone} is refused to everybody.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Requires {
    Right value();
}
