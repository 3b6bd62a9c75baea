package io.veilpool.broken.pool;

import org.springframework.web.bind.annotation.GetMapping;

/** An endpoint without a rule, and a trace on the console. */
class Endpoint {
    @GetMapping("/anything")
    String anything() {
        new IllegalStateException().printStackTrace();
        return "";
    }
}
