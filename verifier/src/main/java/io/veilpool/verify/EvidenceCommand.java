package io.veilpool.verify;

import io.veilpool.model.protocol.EvidenceManifest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code veilpool-verify evidence}, or just {@code veilpool-verify BUNDLE.zip}: everything that was signed in one collaboration. */
@CommandLine.Command(
        name = "evidence",
        mixinStandardHelpOptions = true,
        description = {
            "Checks a whole bundle of evidence: every file of it, every signature in it, and that its parts and its trail agree.",
            "Whose keys sign is for you to know: give the coordinator's keys that you had before (--keys), and compare the"
                    + " fingerprints of the members' keys with the members."
        })
final class EvidenceCommand implements Callable<Integer> {
    @CommandLine.Parameters(
            paramLabel = "BUNDLE.zip",
            description = "what the coordinator answers under /api/v1/collaborations/ID/evidence")
    Path bundle = Path.of("");

    @CommandLine.Option(
            names = "--keys",
            paramLabel = "FILE",
            description =
                    "the coordinator's public keys as you know them; without them those in the bundle are believed, and it only shows"
                            + " that whoever has them made it")
    @Nullable
    Path keys;

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws UnreadableException, NotVerifiedException {
        PrintWriter out = spec.commandLine().getOut();
        try (ZipBundle zip = ZipBundle.open(bundle)) {
            List<String> trusted = keys == null
                    ? Documents.keysIn(zip.text(EvidenceManifest.KEYS), EvidenceManifest.KEYS)
                    : Documents.keys(keys);
            new EvidenceCheck(zip, trusted).run().forEach(out::println);
            out.println(
                    keys == null
                            ? "Verified, with the coordinator's keys that are in the bundle: compare them with those that you know."
                            : "Verified with the coordinator's keys that you gave.");
        }
        return 0;
    }
}
