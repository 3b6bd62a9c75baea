package io.veilpool.coordinator.account;

import io.veilpool.coordinator.security.CallerRole;
import io.veilpool.coordinator.security.OpenToAnyone;
import io.veilpool.coordinator.security.PersonTokens;
import io.veilpool.coordinator.security.Requires;
import io.veilpool.coordinator.security.Right;
import io.veilpool.coordinator.web.ApiController;
import io.veilpool.coordinator.web.Once;
import io.veilpool.coordinator.web.Paging;
import io.veilpool.model.protocol.AccessToken;
import io.veilpool.model.protocol.AccountView;
import io.veilpool.model.protocol.CreateAccount;
import io.veilpool.model.protocol.Login;
import io.veilpool.model.protocol.Page;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;

/** Logins and accounts of people; an external issuer has its own. */
@ApiController
@ConditionalOnProperty(name = "veilpool.issuer", matchIfMissing = true, havingValue = "embedded")
class AccountController {
    private final AccountService accounts;
    private final PersonTokens tokens;

    AccountController(AccountService accounts, PersonTokens tokens) {
        this.accounts = accounts;
        this.tokens = tokens;
    }

    @PostMapping("/logins")
    @OpenToAnyone(because = "the password is the credential")
    ResponseEntity<AccessToken> logIn(@RequestBody Login login, HttpServletRequest request) {
        AccountView account = accounts.logIn(login, request.getRemoteAddr());
        return ResponseEntity.ok()
                .header("Cache-Control", "no-store")
                .body(tokens.issue(account.username(), CallerRole.valueOf(account.role())));
    }

    @PostMapping("/accounts")
    @Requires(Right.MANAGE_ACCOUNTS)
    ResponseEntity<AccountView> create(@RequestBody CreateAccount request, Once once) {
        return once.run(
                request,
                AccountView.class,
                made -> new AccountView(made.username(), made.role(), made.active(), null, made.createdAt()),
                () -> {
                    AccountView made = accounts.create(request);
                    return ResponseEntity.created(URI.create("/api/v1/accounts/" + made.username()))
                            .header("Cache-Control", "no-store")
                            .body(made);
                });
    }

    @GetMapping("/accounts")
    @Requires(Right.MANAGE_ACCOUNTS)
    Page<AccountView> list(Paging paging) {
        return accounts.list(paging);
    }
}
