package io.veilpool.coordinator.account;

import io.veilpool.coordinator.security.CallerRole;
import io.veilpool.coordinator.settings.ApiRole;
import io.veilpool.coordinator.settings.SecretFiles;
import io.veilpool.coordinator.settings.StartRefusedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The account {@code admin} of the very first start: its password is what {@code veilpool.admin.password-file} holds,
 * else a random one that is printed once. There is no default password.
 */
@Component
@ApiRole
@ConditionalOnProperty(name = "veilpool.issuer", matchIfMissing = true, havingValue = "embedded")
class FirstAdmin implements ApplicationRunner {
    private static final String NAME = "admin";
    private static final long LOCK = 7_203_114_420_881L; // any number: two apis must not both make the first admin

    private final AccountService accounts;
    private final JdbcClient database;
    private final @Nullable Path passwordFile;

    FirstAdmin(
            AccountService accounts,
            JdbcClient database,
            @Value("${veilpool.admin.password-file:#{null}}") @Nullable Path passwordFile) {
        this.accounts = accounts;
        this.database = database;
        this.passwordFile = passwordFile;
    }

    @Override
    @Transactional
    @SuppressWarnings("SystemOut") // the password is shown once and must not be in a log
    public void run(ApplicationArguments arguments) {
        database.sql("select 1 from (select pg_advisory_xact_lock(?)) taken")
                .param(LOCK)
                .query(Integer.class)
                .single();
        if (accounts.anybody()) {
            return;
        }
        if (passwordFile != null) {
            accounts.create(NAME, given(Objects.requireNonNull(passwordFile)), CallerRole.ADMIN);
            return;
        }
        String password = accounts.randomPassword();
        accounts.create(NAME, password, CallerRole.ADMIN);
        System.out.println("First start: account " + NAME + ", password " + password + " (shown this once)");
    }

    private static String given(Path file) {
        String password = SecretFiles.read(file);
        int bytes = password.getBytes(StandardCharsets.UTF_8).length;
        if (password.length() < AccountService.MIN_PASSWORD_CHARACTERS || bytes > AccountService.MAX_PASSWORD_BYTES) {
            throw new StartRefusedException(
                    "The password in " + file + " has " + password.length() + " characters",
                    "Use at least " + AccountService.MIN_PASSWORD_CHARACTERS + " characters and at most "
                            + AccountService.MAX_PASSWORD_BYTES + " bytes.");
        }
        return password;
    }
}
