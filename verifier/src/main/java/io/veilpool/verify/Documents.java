package io.veilpool.verify;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.BrokenTrail;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.ReportView;
import io.veilpool.model.protocol.SignedCheckpoint;
import io.veilpool.model.protocol.WithdrawalView;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files as people save them from the coordinator's answers. */
final class Documents {
    private static final long MOST_BYTES = 16 << 20;

    private Documents() {}

    /**
     * Public keys, each as JWK.
     *
     * @param file a JWK set, as {@code /oauth2/jwks} answers, or a single JWK
     */
    static List<String> keys(Path file) throws UnreadableException {
        return keysIn(text(file), file.toString());
    }

    /** The same of text that is at hand. @param file its name, for people */
    static List<String> keysIn(String text, String file) throws UnreadableException {
        try {
            List<JWK> keys = text.contains("\"keys\"") ? JWKSet.parse(text).getKeys() : List.of(JWK.parse(text));
            if (keys.isEmpty() || keys.stream().anyMatch(JWK::isPrivate)) {
                throw new UnreadableException(
                        keys.isEmpty()
                                ? file + " holds no key."
                                : file
                                        + " holds a private key. Give public ones only; the private one is compromised if it was sent.");
            }
            return keys.stream().map(JWK::toJSONString).toList();
        } catch (ParseException e) {
            throw new UnreadableException(
                    file + " holds no public keys: save what the coordinator answers under /oauth2/jwks.");
        }
    }

    /**
     * A signed checkpoint.
     *
     * @param file the coordinator's answer under {@code /api/v1/trail/checkpoint}, or the compact JWS in it, as agents keep it
     */
    static String checkpoint(Path file) throws UnreadableException {
        String text = text(file).strip();
        if (!text.startsWith("{")) {
            return text;
        }
        try {
            return ProtocolJson.read(text, SignedCheckpoint.class).jws();
        } catch (InvalidJsonException e) {
            throw new UnreadableException(file + " is no signed checkpoint: " + e.getMessage() + ".");
        }
    }

    /**
     * A signed report.
     *
     * @param beside  what stands beside the signature in the coordinator's answer; null if there is the JWS only
     * @param receipt what the coordinator signed; null likewise
     */
    record SignedReport(
            String jws,
            @Nullable LeakageReport beside,
            @Nullable String receipt) {}

    /**
     * A leakage report.
     *
     * @param file the coordinator's answer ({@link ReportView}), or the compact JWS in it
     */
    static SignedReport report(Path file) throws UnreadableException {
        String text = text(file).strip();
        if (!text.startsWith("{")) {
            return new SignedReport(text, null, null);
        }
        try {
            ReportView view = ProtocolJson.read(text, ReportView.class);
            return new SignedReport(view.reportJws(), view.report(), view.receiptJws());
        } catch (InvalidJsonException e) {
            throw new UnreadableException(file + " is no leakage report: " + e.getMessage() + ".");
        }
    }

    /**
     * A signed certificate of a withdrawal.
     *
     * @param file the coordinator's answer ({@link WithdrawalView}), or the compact JWS in it, as agents keep it
     */
    static String withdrawal(Path file) throws UnreadableException {
        String text = text(file).strip();
        if (!text.startsWith("{")) {
            return text;
        }
        try {
            String jws = ProtocolJson.read(text, WithdrawalView.class).certificateJws();
            if (jws == null) {
                throw new UnreadableException(
                        file
                                + " has no certificate yet: the coordinator had not completed the withdrawal when it was saved.");
            }
            return jws;
        } catch (InvalidJsonException e) {
            throw new UnreadableException(file + " is no withdrawal: " + e.getMessage() + ".");
        }
    }

    /**
     * A signed manifest of a contribution.
     *
     * @param file the coordinator's answer ({@link ContributionView}), or the compact JWS in it, as agents keep it
     */
    static String contribution(Path file) throws UnreadableException {
        String text = compact(file);
        if (!text.startsWith("{")) {
            return text;
        }
        try {
            return ProtocolJson.read(text, ContributionView.class).manifestJws();
        } catch (InvalidJsonException e) {
            throw new UnreadableException(file + " is no contribution: " + e.getMessage() + ".");
        }
    }

    /** A compact JWS that stands alone in its file. */
    static String compact(Path file) throws UnreadableException {
        return text(file).strip();
    }

    /** What an agent wrote down when it found a trail broken. */
    static BrokenTrail brokenTrail(Path file) throws UnreadableException {
        try {
            return ProtocolJson.read(text(file), BrokenTrail.class);
        } catch (InvalidJsonException e) {
            throw new UnreadableException(file + " is no evidence of a broken trail: " + e.getMessage() + ".");
        }
    }

    private static String text(Path file) throws UnreadableException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new UnreadableException("%s has %,d bytes; no key or checkpoint has more than %,d."
                        .formatted(file, Files.size(file), MOST_BYTES));
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    static UnreadableException unreadable(Path file, IOException failure) {
        return new UnreadableException(
                switch (failure) {
                    case NoSuchFileException missing -> "There is no file " + file + ".";
                    case MalformedInputException binary -> file + " is no UTF-8 text.";
                    default -> file + " cannot be read: " + failure.getMessage() + ".";
                });
    }
}
