package io.veilpool.coordinator.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.Rest;
import io.veilpool.model.protocol.CreateAccount;
import io.veilpool.model.protocol.InviteEntity;
import io.veilpool.model.protocol.OpenCollaboration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@CoordinatorTest
class IdempotencyTest {
    @Autowired
    Rest rest;

    @Autowired
    Parties parties;

    @Test
    void theSameRequestAgainGetsTheFirstAnswerAgain() {
        OpenCollaboration request = new OpenCollaboration("once " + UUID.randomUUID(), Parties.charter());
        String key = UUID.randomUUID().toString();
        Rest.Answer first = post(request, key);
        Rest.Answer again = post(request, key);
        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(again.header("Idempotency-Replayed")).contains("true");
    }

    @Test
    void theSameKeyForAnotherRequestIsRefused() {
        String key = UUID.randomUUID().toString();
        post(new OpenCollaboration("first " + UUID.randomUUID(), Parties.charter()), key);
        Rest.Answer other = post(new OpenCollaboration("second " + UUID.randomUUID(), Parties.charter()), key);
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.problem()).isEqualTo("idempotency-key-reused");
    }

    @Test
    void aRefusedRequestMayBeRepairedUnderItsKey() {
        String key = UUID.randomUUID().toString();
        assertThat(post(new OpenCollaboration("", Parties.charter()), key).status())
                .isEqualTo(400);
        assertThat(post(new OpenCollaboration("good " + UUID.randomUUID(), Parties.charter()), key)
                        .status())
                .isEqualTo(201);
    }

    @Test
    void requestsAtOnceUnderOneKeyDoTheWorkOnce() {
        OpenCollaboration request = new OpenCollaboration("at once " + UUID.randomUUID(), Parties.charter());
        String key = UUID.randomUUID().toString();
        List<CompletableFuture<Rest.Answer>> racing = IntStream.range(0, 5)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> post(request, key)))
                .toList();
        List<String> bodies = racing.stream()
                .map(CompletableFuture::join)
                .map(Rest.Answer::body)
                .distinct()
                .toList();
        assertThat(bodies).hasSize(1);
        assertThat(bodies.getFirst()).contains("DRAFT");
    }

    @Test
    void aSecretIsNotInTheSecondAnswer() {
        UUID collaboration = parties.collaboration();
        String key = UUID.randomUUID().toString();
        String path = "/api/v1/collaborations/" + collaboration + "/invitations";
        Rest.Answer first = rest.post(path, parties.admin(), new InviteEntity("e1", 1), "Idempotency-Key", key);
        Rest.Answer again = rest.post(path, parties.admin(), new InviteEntity("e1", 1), "Idempotency-Key", key);
        assertThat(first.json().get("code").asString()).isNotEmpty();
        assertThat(again.json().get("id")).isEqualTo(first.json().get("id"));
        assertThat(again.json().get("code").isNull()).isTrue();
        CreateAccount account = new CreateAccount("once-" + UUID.randomUUID(), "AUDITOR");
        rest.post("/api/v1/accounts", parties.admin(), account, "Idempotency-Key", key);
        assertThat(rest.post("/api/v1/accounts", parties.admin(), account, "Idempotency-Key", key)
                        .json()
                        .get("password")
                        .isNull())
                .isTrue();
    }

    @Test
    void aKeyHasLimits() {
        assertThat(post(new OpenCollaboration("x", Parties.charter()), "k".repeat(201))
                        .problem())
                .isEqualTo("invalid-request");
        assertThat(post(new OpenCollaboration("x", Parties.charter()), "with blank")
                        .problem())
                .isEqualTo("invalid-request");
    }

    private Rest.Answer post(OpenCollaboration request, String key) {
        return rest.post("/api/v1/collaborations", parties.admin(), request, "Idempotency-Key", key);
    }
}
