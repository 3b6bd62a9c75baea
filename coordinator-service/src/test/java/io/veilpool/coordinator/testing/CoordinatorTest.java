package io.veilpool.coordinator.testing;

import io.veilpool.coordinator.CoordinatorApplication;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/** The whole coordinator in the role api over real servers; one application for all test classes that carry this. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        classes = CoordinatorApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "veilpool.role=api",
            "veilpool.public-url=" + CoordinatorTest.PUBLIC_URL,
            "veilpool.open-calls-per-minute=100000"
        })
@ContextConfiguration(initializers = RealServers.class)
@Import({TestClock.Configuration.class, Rest.Configuration.class})
public @interface CoordinatorTest {
    /** Issuer and audience of tokens; requests go to the random port. */
    String PUBLIC_URL = "http://coordinator.test";
}
