package io.veilpool.coordinator.security;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.veilpool.model.signing.SigningKey;
import java.sql.Timestamp;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.DependsOn;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * This process's key, kept in a file, and the public parts of all processes' keys, kept in the database: what one api
 * signs, another accepts, and a restart makes no token invalid.
 */
@Component
@DependsOn("flywayInitializer")
class KeptCoordinatorKey implements CoordinatorKey, JWKSource<SecurityContext> {
    private final SigningKey key;
    private final JdbcClient database;
    private volatile JWKSet known = new JWKSet();

    KeptCoordinatorKey(SigningKeyFile file, JdbcClient database, Clock clock) {
        this.key = file.readOrMake();
        this.database = database;
        database.sql(
                        "insert into signing_key (thumbprint, public_key, created_at) values (?, ?, ?) on conflict do nothing")
                .params(key.thumbprint(), key.publicJwk(), Timestamp.from(clock.instant()))
                .update();
        load();
    }

    @Override
    public SigningKey signingKey() {
        return key;
    }

    /** The private key, for signing tokens. */
    ECKey privateKey() {
        try {
            return new ECKey.Builder(ECKey.parse(key.privateJwk()))
                    .keyID(key.thumbprint())
                    .build();
        } catch (ParseException e) {
            throw new IllegalStateException("The coordinator's signing key is not a JWK", e);
        }
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        List<JWK> found = selector.select(known);
        if (found.isEmpty()) {
            load(); // perhaps another process has started meanwhile
            found = selector.select(known);
        }
        return found;
    }

    private void load() {
        List<JWK> keys = database
                .sql("select public_key from signing_key order by created_at desc limit 50")
                .query(String.class)
                .list()
                .stream()
                .map(json -> PublicJwks.parse(Objects.requireNonNull(json)))
                .toList();
        known = new JWKSet(keys);
    }
}
