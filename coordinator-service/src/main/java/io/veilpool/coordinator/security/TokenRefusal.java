package io.veilpool.coordinator.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers of the token endpoint that are no tokens, as RFC 6749 section 5.2 wants them. Says what is wrong with an
 * assertion once its signature was verified; before that, a stranger learns nothing.
 */
final class TokenRefusal implements AuthenticationFailureHandler {
    private static final Logger LOG = LoggerFactory.getLogger(TokenRefusal.class);

    private final JsonMapper json = JsonMapper.builder().build();

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        String code = failure instanceof OAuth2AuthenticationException oauth
                ? oauth.getError().getErrorCode()
                : "invalid_client";
        String description = description(code, failure);
        LOG.info("Token refused: {} {}", code, description);
        Map<String, String> body = new LinkedHashMap<>();
        body.put("error", code);
        body.put("error_description", description);
        byte[] bytes = json.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        response.setStatus(code.equals("invalid_client") ? 401 : 400);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private static String description(String code, AuthenticationException failure) {
        if (failure.getCause() instanceof JwtValidationException invalid) {
            return invalid.getErrors().stream()
                    .map(OAuth2Error::getDescription)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse("The client assertion is not valid.");
        }
        if (failure.getCause() instanceof JwtException) {
            return "The client assertion is not a JWT signed by ES256 with the enrolled key.";
        }
        return switch (code) {
            case "invalid_client" ->
                "No active client with this id authenticates by private_key_jwt: it never enrolled, or was revoked.";
            case "unsupported_grant_type" -> "The grant type must be client_credentials.";
            default -> "The token request is not valid.";
        };
    }
}
