package io.veilpool.experiments;

import io.veilpool.experiments.page.Page;
import io.veilpool.experiments.run.RefusedResultsException;
import io.veilpool.experiments.run.RunFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** Makes the page and its plots. */
@CommandLine.Command(
        name = "page",
        mixinStandardHelpOptions = true,
        description =
                "Makes RESULTS.md and its plots from results/runs.jsonl of the same folder. To show new runs, append"
                        + " the lines of your runs.jsonl to it.")
final class PageCommand implements Callable<Integer> {
    private final Console console;

    @CommandLine.Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "Has results/runs.jsonl and gets RESULTS.md; the project's folder experiments if not given.")
    private Path folder = Path.of(System.getProperty("veilpool.home", ".")).resolve("experiments");

    PageCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, RefusedResultsException {
        Page page = new Page(RunFile.read(folder.resolve(Page.LINES)));
        page.write(folder);
        console.say("Made " + folder.resolve(Page.NAME));
        return 0;
    }
}
