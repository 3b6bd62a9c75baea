package io.veilpool.verify;

import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.protocol.WithdrawalCertificate;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.trail.CanonicalDocuments;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code veilpool-verify withdrawal}: a coordinator's certificate of a withdrawal. */
@CommandLine.Command(
        name = "withdrawal",
        mixinStandardHelpOptions = true,
        description = {
            "Checks a coordinator's certificate of a withdrawal: its signature and its form (RFC 8785), and says what it certifies.",
            "It is the coordinator's word about its own store; whoever had copies before may have them still."
        })
final class WithdrawalCommand implements Callable<Integer> {
    @CommandLine.Parameters(
            paramLabel = "CERTIFICATE",
            description =
                    "what the coordinator answers under /api/v1/collaborations/ID/withdrawals/ID, or an agent's withdrawals/ID.jws")
    Path certificate = Path.of("");

    @CommandLine.Option(
            names = "--keys",
            required = true,
            paramLabel = "FILE",
            description = "the coordinator's public keys, what it answers under /oauth2/jwks")
    Path keys = Path.of("");

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws UnreadableException, NotVerifiedException {
        WithdrawalCertificate read = verified();
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "Verified: the coordinator certifies that on %s it had taken %d contributions of %s out of the pool, as %s asked on %s (%s).%n",
                read.completedAt(),
                read.contributions().size(),
                read.entity(),
                read.requestedBy(),
                read.requestedAt(),
                read.reason());
        read.contributions()
                .forEach(gone -> out.printf(
                        Locale.ROOT,
                        "  contribution %s: %,d rows of DPM %d, %d shards deleted%n",
                        gone.id(),
                        gone.rows(),
                        gone.rotation(),
                        gone.shards().size()));
        read.snapshots()
                .forEach(old -> out.printf(
                        Locale.ROOT,
                        "  snapshot %d, root %s, is handed out no more%n",
                        old.number(),
                        old.merkleRoot()));
        read.deciders().forEach(decider -> out.printf("  decider %s is handed out no more%n", decider));
        WithdrawalCertificate.Successor successor = read.successor();
        if (successor != null) {
            out.printf(
                    Locale.ROOT,
                    "  snapshot %d with %,d rows and decider %s took their place%n",
                    successor.snapshot().number(),
                    successor.rows(),
                    successor.decider());
        }
        out.println("  " + inWords(read.accuracy()));
        read.holders()
                .forEach(holder -> out.printf(
                        Locale.ROOT,
                        "  %s was given snapshot %d on %s%n",
                        holder.entity(),
                        holder.snapshot(),
                        holder.since()));
        read.notUndone().forEach(sentence -> out.println("Not undone: " + sentence));
        return 0;
    }

    private static String inWords(WithdrawalCertificate.Accuracy accuracy) {
        if (accuracy.rows() == 0) {
            return "accuracy before and after was not measured: " + accuracy.missing();
        }
        return String.format(
                Locale.ROOT,
                "the coordinator's decider had top-1 %s before and %s after, on %,d rows. %s%s",
                percent(accuracy.before()),
                percent(accuracy.after()),
                accuracy.rows(),
                accuracy.measuredOn(),
                accuracy.missing().isEmpty() ? "" : " " + accuracy.missing());
    }

    private static String percent(@Nullable Double figure) {
        return figure == null ? "(none)" : String.format(Locale.ROOT, "%.1f %%", figure);
    }

    private WithdrawalCertificate verified() throws UnreadableException, NotVerifiedException {
        try {
            return CanonicalDocuments.read(
                    Documents.withdrawal(certificate),
                    Documents.keys(keys),
                    SignatureType.WITHDRAWAL,
                    WithdrawalCertificate.class);
        } catch (InvalidSignatureException e) {
            throw new NotVerifiedException("The signature does not hold: " + e.getMessage() + ".");
        } catch (InvalidJsonException e) {
            throw new NotVerifiedException(
                    "What was signed is no certificate of a withdrawal: " + e.getMessage() + ".");
        }
    }
}
