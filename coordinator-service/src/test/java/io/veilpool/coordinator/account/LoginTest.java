package io.veilpool.coordinator.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.RealServers;
import io.veilpool.coordinator.testing.Rest;
import io.veilpool.coordinator.testing.TestClock;
import io.veilpool.model.protocol.CreateAccount;
import io.veilpool.model.protocol.Login;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@CoordinatorTest
class LoginTest {
    @Autowired
    Rest rest;

    @Autowired
    Parties parties;

    @Autowired
    TestClock clock;

    @Autowired
    JdbcClient database;

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    @Test
    void theFirstAdminLogsInWithThePasswordOfTheFileForAnHour() {
        String token = parties.logIn("admin", RealServers.ADMIN_PASSWORD);
        assertThat(rest.get("/api/v1/accounts", token).status()).isEqualTo(200);
        clock.move(Duration.ofMinutes(61));
        assertThat(rest.get("/api/v1/accounts", token).status()).isEqualTo(401);
    }

    @Test
    void anUnknownNameAndAWrongPasswordHearTheSame() {
        Rest.Answer unknown = logIn("nobody-" + UUID.randomUUID(), "some password");
        Rest.Answer wrong = logIn(account(), "some password");
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(unknown.problem()).isEqualTo("login-failed").isEqualTo(wrong.problem());
        assertThat(unknown.detail()).isEqualTo(wrong.detail());
    }

    @Test
    void aPasswordLongerThanBcryptReadsIsWrong() {
        assertThat(logIn("admin", RealServers.ADMIN_PASSWORD + "x".repeat(80)).status())
                .isEqualTo(401);
        parties.logIn("admin", RealServers.ADMIN_PASSWORD); // gives the count back
    }

    @Test
    void guessingIsSlowedDownWithARetryTime() {
        String name = account();
        for (int i = 0; i < 5; i++) {
            assertThat(logIn(name, "guess " + i).status()).isEqualTo(401);
        }
        Rest.Answer slowed = logIn(name, "guess 6");
        assertThat(slowed.status()).isEqualTo(429);
        assertThat(slowed.header("Retry-After")).isPresent();
        clock.move(Duration.ofSeconds(61));
        assertThat(logIn(name, "guess 7").status()).isEqualTo(401);
    }

    @Test
    void anAccountsPasswordIsShownOnceAndKeptAsAHash() {
        String name = "auditor-" + UUID.randomUUID();
        Rest.Answer made = rest.post("/api/v1/accounts", parties.admin(), new CreateAccount(name, "AUDITOR"));
        String password = made.json().get("password").asString();
        assertThat(password).hasSizeGreaterThanOrEqualTo(20);
        assertThat(rest.get("/api/v1/accounts?size=200", parties.admin()).body())
                .doesNotContain(password);
        assertThat(database.sql("select password_hash from account where username = ?")
                        .param(name)
                        .query(String.class)
                        .single())
                .startsWith("$2a$");
        assertThat(rest.get("/api/v1/audit", parties.logIn(name, password)).status())
                .isEqualTo(200);
    }

    @Test
    void refusesAccountsTwiceWithOddNamesOrAsEntities() {
        String name = account();
        assertThat(rest.post("/api/v1/accounts", parties.admin(), new CreateAccount(name, "ADMIN"))
                        .problem())
                .isEqualTo("already-exists");
        assertThat(rest.post("/api/v1/accounts", parties.admin(), new CreateAccount("A b", "ADMIN"))
                        .problem())
                .isEqualTo("invalid-request");
        assertThat(rest.post("/api/v1/accounts", parties.admin(), new CreateAccount("x", "ENTITY"))
                        .problem())
                .isEqualTo("invalid-request");
    }

    @Test
    void aClosedAccountIsRefusedAtOnce() {
        String name = "auditor-" + UUID.randomUUID();
        Rest.Answer made = rest.post("/api/v1/accounts", parties.admin(), new CreateAccount(name, "AUDITOR"));
        String password = made.json().get("password").asString();
        String token = parties.logIn(name, password);
        database.sql("update account set active = false where username = ?")
                .param(name)
                .update();
        assertThat(rest.get("/api/v1/audit", token).status()).isEqualTo(401);
        assertThat(logIn(name, password).problem()).isEqualTo("login-failed");
    }

    private String account() {
        String name = "auditor-" + UUID.randomUUID();
        rest.post("/api/v1/accounts", parties.admin(), new CreateAccount(name, "AUDITOR"));
        return name;
    }

    private Rest.Answer logIn(String name, String password) {
        return rest.post("/api/v1/logins", null, new Login(name, password));
    }
}
