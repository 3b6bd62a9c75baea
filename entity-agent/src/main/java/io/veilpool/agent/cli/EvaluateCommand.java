package io.veilpool.agent.cli;

import io.veilpool.agent.workflow.Console;
import io.veilpool.agent.workflow.Workbench;
import io.veilpool.agent.workflow.Workflow;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

@CommandLine.Command(
        name = "evaluate",
        description = "Final figures on test images that nothing was trained or chosen on.")
final class EvaluateCommand extends AgentCommand {
    @CommandLine.Option(
            names = "--test",
            paramLabel = "FOLDER",
            required = true,
            description = "Test images: folder or zip of CLASS/IMAGE, or IDX files.")
    Path test = Path.of("test");

    @CommandLine.Option(
            names = "--pictures",
            paramLabel = "DIR",
            description = "Write pictures of the first test images and their reconstructions into this local folder.")
    @Nullable
    Path pictures;

    @Override
    Object work(Workbench bench, Console console) throws Exception {
        return StepCommand.result(new Workflow(bench).evaluate(test, pictures), console);
    }
}
