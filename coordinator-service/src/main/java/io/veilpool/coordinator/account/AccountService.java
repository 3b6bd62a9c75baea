package io.veilpool.coordinator.account;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.security.Audited;
import io.veilpool.coordinator.security.CallerRole;
import io.veilpool.coordinator.security.PersonCredentials;
import io.veilpool.coordinator.security.RateLimit;
import io.veilpool.coordinator.settings.ApiRole;
import io.veilpool.coordinator.web.Paging;
import io.veilpool.model.protocol.AccountView;
import io.veilpool.model.protocol.CreateAccount;
import io.veilpool.model.protocol.Login;
import io.veilpool.model.protocol.Page;
import io.veilpool.model.protocol.ProblemType;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.Sort;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Accounts of people: made by an admin, with a password that is shown once. */
@Service
@ApiRole
class AccountService implements PersonCredentials {
    static final int MIN_PASSWORD_CHARACTERS = 12;

    /** bcrypt reads no more than this. */
    static final int MAX_PASSWORD_BYTES = 72;

    private static final int BCRYPT_COST = 11; // about 100 ms on one core of 2026
    private static final int PASSWORD_BYTES = 18;
    private static final Pattern USERNAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,62}");

    private final Accounts accounts;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final PasswordEncoder passwords = new BCryptPasswordEncoder(BCRYPT_COST);
    private final SecureRandom random = new SecureRandom();
    private final RateLimit perName;
    private final RateLimit perNameAndAddress;

    /** A hash that nothing fits: an unknown name takes as long to refuse as a wrong password. */
    private final String nobody = passwords.encode(randomPassword());

    AccountService(Accounts accounts, ApplicationEventPublisher events, Clock clock) {
        this.accounts = accounts;
        this.events = events;
        this.clock = clock;
        this.perName = new RateLimit("failed logins", 50, Duration.ofMinutes(10), clock);
        this.perNameAndAddress = new RateLimit("failed logins", 5, Duration.ofMinutes(1), clock);
    }

    /** The account of a person who knows the password; everybody else hears one and the same refusal. */
    @Transactional
    public AccountView logIn(Login login, String address) {
        String name = normalised(login.username());
        // counted before the check, so that parallel guesses count too; a success gives the count back
        // the address first: calls refused for it do not use up what the name has left, so one address cannot lock a
        // person out
        perNameAndAddress.take(name + "\n" + address);
        perName.take(name);
        Optional<Account> account = accounts.findById(name).filter(Account::active);
        boolean fits = login.password().getBytes(StandardCharsets.UTF_8).length <= MAX_PASSWORD_BYTES
                & passwords.matches(
                        bounded(login.password()),
                        account.map(Account::passwordHash).orElse(nobody));
        if (account.isEmpty() || !fits) {
            throw new RefusedException(ProblemType.LOGIN_FAILED, "User name or password is wrong.");
        }
        perName.forget(name);
        perNameAndAddress.forget(name + "\n" + address);
        events.publishEvent(new Audited("logged-in", "account " + name, null, Map.of("address", address)));
        return account.get().view(null);
    }

    /** The answer holds the password, which is shown this once. */
    @Transactional
    public AccountView create(CreateAccount request) {
        CallerRole role = role(request.role());
        String name = request.username();
        if (!USERNAME.matcher(name).matches()) {
            throw new RefusedException(
                    ProblemType.INVALID_REQUEST,
                    "username must have 1 to 63 lower-case letters, digits, dots, dashes or @.");
        }
        String password = randomPassword();
        create(name, password, role);
        return accounts.getReferenceById(name).view(password);
    }

    void create(String name, String password, CallerRole role) {
        if (accounts.existsById(name)) {
            throw new RefusedException(ProblemType.ALREADY_EXISTS, "There is an account " + name + " already.");
        }
        accounts.saveAndFlush(new Account(name, passwords.encode(password), role, clock.instant()));
        events.publishEvent(new Audited("account-created", "account " + name, null, Map.of("role", role.name())));
    }

    @Transactional(readOnly = true)
    public Page<AccountView> list(Paging paging) {
        return Paging.of(accounts.findAll(paging.sorted(Sort.by("username"))), account -> account.view(null));
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<CallerRole> activeRole(String username) {
        return accounts.findById(username).filter(Account::active).map(Account::role);
    }

    boolean anybody() {
        return accounts.count() > 0;
    }

    String randomPassword() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String normalised(String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        return lower.length() <= 63 ? lower : lower.substring(0, 63);
    }

    private static String bounded(String password) {
        return password.getBytes(StandardCharsets.UTF_8).length <= MAX_PASSWORD_BYTES ? password : "";
    }

    private static CallerRole role(String name) {
        return switch (name) {
            case "ADMIN" -> CallerRole.ADMIN;
            case "AUDITOR" -> CallerRole.AUDITOR;
            default ->
                throw new RefusedException(
                        ProblemType.INVALID_REQUEST, "role must be ADMIN or AUDITOR; entities enrol with a code.");
        };
    }
}
