package io.veilpool.verify;

import io.veilpool.model.protocol.BrokenTrail;
import io.veilpool.model.protocol.Checkpoint;
import io.veilpool.model.trail.BrokenTrailException;
import io.veilpool.model.trail.Checkpoints;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code veilpool-verify broken-trail}: what an agent wrote down when it stopped before a coordinator. */
@CommandLine.Command(
        name = "broken-trail",
        mixinStandardHelpOptions = true,
        description = {
            "Checks what an agent wrote down when a coordinator's trail was not what it had been: that the coordinator signed both"
                    + " checkpoints, and that one does not continue the other.",
            "Where the later one covers more entries, it shows what the agent was answered; the coordinator may have a proof that it did"
                    + " not give."
        })
final class BrokenTrailCommand implements Callable<Integer> {
    @CommandLine.Parameters(paramLabel = "EVIDENCE", description = "an agent's identity/broken-trail-NUMBER.json")
    Path evidence = Path.of("");

    @CommandLine.Option(
            names = "--keys",
            paramLabel = "FILE",
            description =
                    "the coordinator's public keys as you know them; without them those that the agent wrote down are believed")
    @Nullable
    Path keys;

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws UnreadableException, NotVerifiedException {
        BrokenTrail said = Documents.brokenTrail(evidence);
        List<String> trusted = keys == null ? said.keys() : Documents.keys(keys);
        Checkpoint earlier = signed("earlier", said.earlier(), trusted);
        Checkpoint later = signed("later", said.later(), trusted);
        try {
            Checkpoints.requireContinues(earlier, later, said.proof());
        } catch (BrokenTrailException broken) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("Verified: the coordinator signed both checkpoints. " + broken.getMessage());
            out.println(
                    earlier.trail().equals(later.trail()) && later.size() > earlier.size()
                            ? "The later one covers more: ask the coordinator for the proof that it continues the earlier one."
                            : "No proof can make up for that: both were signed, and only one can be true.");
            return 0;
        }
        throw new NotVerifiedException("The later checkpoint continues the earlier one: this shows no broken trail.");
    }

    private static Checkpoint signed(String which, String jws, List<String> trusted) throws NotVerifiedException {
        try {
            return Checkpoints.verify(jws, trusted);
        } catch (BrokenTrailException e) {
            throw new NotVerifiedException("The " + which + " one: " + e.getMessage());
        }
    }
}
