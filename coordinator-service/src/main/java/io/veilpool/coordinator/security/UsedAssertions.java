package io.veilpool.coordinator.security;

import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Client assertions that were used, until they expire: each is good for one token. */
@Component
class UsedAssertions {
    private final JdbcClient database;

    UsedAssertions(JdbcClient database) {
        this.database = database;
    }

    /** Marks an assertion as used; false if it was used before. */
    boolean use(String client, String jti, Instant expiresAt, Instant now) {
        database.sql("delete from used_assertion where expires_at < ?")
                .param(Timestamp.from(now.minus(AssertionChecks.SKEW).minus(AssertionChecks.SKEW)))
                .update();
        return database.sql(
                                "insert into used_assertion (client_id, jti, expires_at) values (?, ?, ?) on conflict do nothing")
                        .params(client, jti, Timestamp.from(expiresAt))
                        .update()
                == 1;
    }
}
