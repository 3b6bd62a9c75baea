package io.veilpool.demo;

import io.veilpool.demo.process.ChildProcess;
import io.veilpool.demo.progress.Terminal;
import io.veilpool.demo.result.Result;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.WithdrawalCertificate;
import io.veilpool.model.protocol.WithdrawalView;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.signing.Jws;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One entity takes its rows back and waits for the coordinator's certificate, which is kept beside the page. */
final class WithdrawalCourse {
    private static final String REASON = "Shown in a demonstration: this entity takes its rows back.";

    private final Administration administration;
    private final Agents agents;
    private final Terminal terminal;
    private final Path certificateFile;
    private @Nullable ChildProcess process;
    private Result.@Nullable Withdrawal outcome;

    WithdrawalCourse(Administration administration, Agents agents, Terminal terminal, Path certificateFile) {
        this.administration = administration;
        this.agents = agents;
        this.terminal = terminal;
        this.certificateFile = certificateFile;
    }

    /** Begins or goes on; nothing that is measured may need this entity's rows any more. */
    void goOn(String entity) throws DemoFailure, IOException, InterruptedException {
        ChildProcess asked = process;
        if (outcome != null || (asked != null && asked.isAlive())) {
            return;
        }
        Optional<WithdrawalView> certified = administration.certified(entity);
        if (certified.isPresent()) {
            keep(certified.get());
        } else if (asked == null) {
            process = agents.withdraw(entity, REASON);
        } else {
            throw new DemoFailure(asked.name() + " has ended with status " + asked.exitStatus()
                    + DeadChild.meaning(asked.exitStatus()) + " and without the coordinator's certificate:"
                    + DeadChild.tail(asked));
        }
    }

    /** What was certified; null until then. */
    Result.@Nullable Withdrawal outcome() {
        return outcome;
    }

    private void keep(WithdrawalView certified) throws DemoFailure, IOException {
        String jws = String.valueOf(certified.certificateJws());
        DemoFolder.writePrivately(certificateFile, jws);
        try {
            // The entity's agent has verified it, and veilpool-verify does so again in the bundle of evidence.
            outcome = facts(
                    ProtocolJson.read(Jws.payloadUnverified(jws), WithdrawalCertificate.class),
                    String.valueOf(certificateFile.getFileName()));
        } catch (InvalidSignatureException | InvalidJsonException e) {
            throw new DemoFailure(
                    "The coordinator's certificate " + certificateFile + " is not understood: " + e.getMessage());
        }
        terminal.say(inWords(outcome));
    }

    static Result.Withdrawal facts(WithdrawalCertificate certificate, String file) {
        WithdrawalCertificate.Successor successor = certificate.successor();
        return new Result.Withdrawal(
                certificate.entity(),
                certificate.reason(),
                certificate.contributions().size(),
                certificate.contributions().stream()
                        .mapToInt(WithdrawalCertificate.WithdrawnContribution::rows)
                        .sum(),
                certificate.snapshots().stream()
                        .map(WithdrawalCertificate.SnapshotMark::number)
                        .toList(),
                certificate.deciders().size(),
                successor == null
                        ? null
                        : new Result.Successor(successor.snapshot().number(), successor.rows()),
                certificate.holders().stream()
                        .map(WithdrawalCertificate.Holder::entity)
                        .filter(holder -> !holder.equals(certificate.entity()))
                        .distinct()
                        .sorted()
                        .toList(),
                certificate.notUndone(),
                file);
    }

    private static String inWords(Result.Withdrawal outcome) {
        Result.Successor successor = outcome.successor();
        return String.format(
                Locale.ROOT,
                "%s has withdrawn its %,d rows: %d snapshot and %d decider are handed out no more, %s; copies may be with %s; certificate in %s",
                outcome.entity(),
                outcome.rows(),
                outcome.snapshots().size(),
                outcome.deciders(),
                successor == null
                        ? "nothing took their place"
                        : String.format(
                                Locale.ROOT,
                                "snapshot %d (%,d rows) took their place",
                                successor.snapshot(),
                                successor.rows()),
                outcome.holders().isEmpty() ? "nobody" : String.join(", ", outcome.holders()),
                outcome.certificate());
    }
}
