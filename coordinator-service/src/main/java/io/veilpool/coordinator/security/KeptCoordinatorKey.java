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
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.DependsOn;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * This process's key, kept in a file, and the public parts of all processes' keys, kept in the database: what one api
 * signs, another accepts, and a restart makes no token invalid. All keys are published, so that what they signed can be checked; tokens
 * are accepted from those alone that a process lately said to sign with, so that a key that was replaced is soon worth nothing.
 */
@Component
@DependsOn("flywayInitializer")
class KeptCoordinatorKey implements CoordinatorKey, JWKSource<SecurityContext>, AutoCloseable {
    /** A token lives ten minutes. */
    static final Duration TRUSTED = Duration.ofMinutes(15);

    private static final Logger LOG = LoggerFactory.getLogger(KeptCoordinatorKey.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final SigningKey key;
    private final JdbcClient database;
    private final Clock clock;
    private final Thread keeper;
    private volatile Keys known = new Keys(new JWKSet(), new JWKSet());
    private volatile long loaded;

    /** @param used those that tokens are accepted from */
    private record Keys(JWKSet all, JWKSet used) {}

    KeptCoordinatorKey(SigningKeyFile file, JdbcClient database, Clock clock) {
        this.key = file.readOrMake();
        this.database = database;
        this.clock = clock;
        database.sql(
                        "insert into signing_key (thumbprint, public_key, created_at) values (?, ?, ?) on conflict do nothing")
                .params(key.thumbprint(), key.publicJwk(), Timestamp.from(clock.instant()))
                .update();
        refresh();
        this.keeper = Thread.ofVirtual().name("signing-keys").start(this::keep);
    }

    private void keep() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                try {
                    refresh();
                } catch (DataAccessException away) {
                    LOG.debug("The signing keys could not be read again", away);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says that this process signs with its key, and reads what others say. */
    void refresh() {
        database.sql("insert into signing_key_use (thumbprint, seen_at) values (?, ?)"
                        + " on conflict (thumbprint) do update set seen_at = excluded.seen_at")
                .params(key.thumbprint(), Timestamp.from(clock.instant()))
                .update();
        load();
    }

    @Override
    public SigningKey signingKey() {
        return key;
    }

    @Override
    public List<String> publicKeys() {
        load();
        return known.all().getKeys().stream().map(JWK::toJSONString).toList();
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

    /** What is published: not older than a moment, so that who gets a signature finds the key to it here. */
    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        if (System.nanoTime() - loaded > MOMENT.toNanos()) {
            try {
                load();
            } catch (DataAccessException away) {
                LOG.debug("The signing keys could not be read again", away);
            }
        }
        return select(selector, Keys::all);
    }

    /** The keys that tokens are accepted from. */
    JWKSource<SecurityContext> ofTokens() {
        return (selector, context) -> select(selector, Keys::used);
    }

    private List<JWK> select(JWKSelector selector, Function<Keys, JWKSet> which) {
        List<JWK> found = selector.select(which.apply(known));
        if (found.isEmpty()) {
            load(); // perhaps another process has started meanwhile
            found = selector.select(which.apply(known));
        }
        return found;
    }

    private void load() {
        Timestamp since = Timestamp.from(clock.instant().minus(TRUSTED));
        known = new Keys(
                new JWKSet(keys(database.sql("select public_key from signing_key order by created_at desc limit 50"))),
                new JWKSet(keys(database.sql(
                                "select public_key from signing_key join signing_key_use using (thumbprint) where seen_at >= ? or thumbprint = ?")
                        .params(since, key.thumbprint()))));
        loaded = System.nanoTime();
    }

    private static List<JWK> keys(JdbcClient.StatementSpec query) {
        return query.query(String.class).list().stream()
                .map(json -> PublicJwks.parse(Objects.requireNonNull(json)))
                .toList();
    }

    @Override
    public void close() {
        keeper.interrupt();
    }
}
