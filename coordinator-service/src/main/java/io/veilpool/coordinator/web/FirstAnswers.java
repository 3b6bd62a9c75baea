package io.veilpool.coordinator.web;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.settings.ApiRole;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.protocol.ProblemType;
import java.net.URI;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Remembers first answers by idempotency key for a day. */
@Component
@ApiRole
class FirstAnswers {
    private static final Duration KEPT = Duration.ofHours(24);

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final Clock clock;

    FirstAnswers(JdbcClient database, PlatformTransactionManager transactions, JsonMapper json, Clock clock) {
        this.database = database;
        this.transaction = new TransactionTemplate(transactions);
        this.json = json;
        this.clock = clock;
    }

    Once unkeyed() {
        return new Once() {
            @Override
            public <T> ResponseEntity<T> run(
                    Object request,
                    Class<T> answer,
                    UnaryOperator<T> withoutSecrets,
                    Supplier<ResponseEntity<T>> work) {
                return committed(work);
            }
        };
    }

    Once keyed(String caller, String address, String key) {
        Name name = new Name(caller, address, key);
        return new Once() {
            @Override
            public <T> ResponseEntity<T> run(
                    Object request,
                    Class<T> answer,
                    UnaryOperator<T> withoutSecrets,
                    Supplier<ResponseEntity<T>> work) {
                return committed(() -> repeatable(name, request, answer, withoutSecrets, work));
            }
        };
    }

    private <T> ResponseEntity<T> committed(Supplier<ResponseEntity<T>> work) {
        return Objects.requireNonNull(transaction.execute(status -> work.get()));
    }

    private <T> ResponseEntity<T> repeatable(
            Name name,
            Object request,
            Class<T> type,
            UnaryOperator<T> withoutSecrets,
            Supplier<ResponseEntity<T>> work) {
        String hash = Digests.sha256(json.writeValueAsBytes(request));
        // whoever comes second with the same key waits here until the first has committed or failed
        if (!claim(name, hash)) {
            return repeat(name, hash, type);
        }
        ResponseEntity<T> answer = work.get();
        T body = answer.getBody();
        URI location = answer.getHeaders().getLocation();
        database.sql("update idempotent_answer set status = ?, location = ?, etag = ?, body = ?"
                        + " where caller = ? and address = ? and idempotency_key = ?")
                .param(answer.getStatusCode().value())
                .param(location == null ? null : location.toString())
                .param(answer.getHeaders().getETag())
                .param(body == null ? null : json.writeValueAsString(withoutSecrets.apply(body)))
                .params(name.caller(), name.address(), name.key())
                .update();
        return answer;
    }

    private boolean claim(Name name, String hash) {
        Instant now = clock.instant();
        database.sql("delete from idempotent_answer where created_at < ?")
                .param(Timestamp.from(now.minus(KEPT)))
                .update();
        return database.sql("insert into idempotent_answer"
                                + " (caller, address, idempotency_key, request_hash, status, created_at)"
                                + " values (?, ?, ?, ?, 0, ?) on conflict do nothing")
                        .params(name.caller(), name.address(), name.key(), hash, Timestamp.from(now))
                        .update()
                == 1;
    }

    private <T> ResponseEntity<T> repeat(Name name, String hash, Class<T> type) {
        Kept kept = find(name)
                .orElseThrow(() ->
                        new RefusedException(ProblemType.WRONG_STATE, "The first request is under way. Try again."));
        if (!kept.requestHash().equals(hash)) {
            throw new RefusedException(
                    ProblemType.IDEMPOTENCY_KEY_REUSED,
                    "The idempotency key was used for another request to this address. Make a new key per request.");
        }
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(kept.status());
        if (kept.location() != null) {
            answer.location(URI.create(kept.location()));
        }
        if (kept.etag() != null) {
            answer.header(HttpHeaders.ETAG, kept.etag());
        }
        answer.header("Idempotency-Replayed", "true");
        return kept.body() == null
                ? answer.build()
                : answer.body(json.rebuild()
                        .disable(tools.jackson.databind.DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                        .build()
                        .readValue(kept.body(), type));
    }

    private Optional<Kept> find(Name name) {
        return database.sql("select request_hash, status, location, etag, body from idempotent_answer"
                        + " where caller = ? and address = ? and idempotency_key = ?")
                .params(name.caller(), name.address(), name.key())
                .query((row, number) -> new Kept(
                        row.getString("request_hash"),
                        row.getInt("status"),
                        row.getString("location"),
                        row.getString("etag"),
                        row.getString("body")))
                .optional();
    }

    private record Name(String caller, String address, String key) {}

    private record Kept(
            String requestHash,
            int status,
            @Nullable String location,
            @Nullable String etag,
            @Nullable String body) {}
}
