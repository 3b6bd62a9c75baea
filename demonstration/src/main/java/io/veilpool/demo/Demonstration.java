package io.veilpool.demo;

import io.veilpool.agent.protection.ProtectionMethods;
import io.veilpool.demo.images.ColumnChoice;
import io.veilpool.demo.images.World;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.PoisoningProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code ./demo}: one command runs a whole collaboration and ends with a table, {@code report.html} and {@code result.json}. */
@Command(
        name = "demo",
        description = {
            "Runs a whole collaboration on this machine: a coordinator and four entities e1 to e4, each a process of its own.",
            "e1 pre-trains and publishes, all four poison and share, everybody refines; then a table, report.html and"
                    + " result.json say what was gained and what leaked.",
            "A fifth member does not poison and is caught; one entity withdraws its rows at the end. evidence.zip has all that was signed.",
            "Interrupted or killed, the same command goes on where it stood."
        },
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done",
            "1:a process failed; the same command goes on",
            "2:options not understood, or --out holds another run",
            "7:images not usable"
        })
public final class Demonstration implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "FOLDER_OR_ZIP",
            description =
                    "Images as CLASS/IMAGE (png, jpg, bmp, gif, webp), also as train and test parts, or IDX files;"
                            + " or images with attributes.csv."
                            + " Without it the program draws images itself.")
    private @Nullable Path data;

    @Option(
            names = "--main",
            paramLabel = "COLUMNS",
            split = ",",
            description = "Columns of attributes.csv whose combined values are the classes. Default: the first one with"
                    + " values 0 and 1, else the first with 2 to 20 values.")
    private @Nullable List<String> main;

    @Option(
            names = "--sensitive",
            paramLabel = "COLUMNS",
            split = ",",
            description =
                    "Columns that rows should not tell, or none. Default: the first one with two values behind the"
                            + " main one.")
    private @Nullable List<String> sensitive;

    @Option(
            names = "--group",
            paramLabel = "COLUMN",
            description = "Images with the same value there stay in one part, or none. Default: a column named person,"
                    + " patient, subject, group or lesion.")
    private @Nullable String group;

    @Option(
            names = "--world",
            paramLabel = "equal|skewed",
            defaultValue = "equal",
            description = "How the images are dealt. skewed: e1 lacks three classes in ten. Default: ${DEFAULT-VALUE}.")
    private World world;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "demo-output",
            description = "Where everything is kept. Default: ./${DEFAULT-VALUE}.")
    private Path out;

    @Option(
            names = "--profile",
            paramLabel = "paper|balanced|strict",
            description =
                    "How strongly deep-poisoning protects. paper: the paper's DPM alone, whose secrecy is all that protects;"
                            + " balanced, strict: rows mix 4 or 8 images of a class. Default: balanced.")
    private @Nullable PoisoningProfile profile;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            defaultValue = Charter.DEEP_POISONING,
            description =
                    "How rows are protected. deep-poisoning: by a private module of each entity; adversarial-representation:"
                            + " by the published featurizer; hybrid-embedding: by both, and it hides the sensitive columns of"
                            + " attributes.csv. Default: ${DEFAULT-VALUE}.")
    private String method;

    @Option(
            names = "--quick",
            description = "Fewer images and small budgets: about 3 minutes on two cores instead of 8.")
    private boolean quick;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Decides every random choice. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--keep",
            description =
                    "Leave the coordinator running at the end; prints its address and the account's password file.")
    private boolean keep;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    Demonstration() {}

    /** Runs the command; the process's exit status tells the outcome. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Demonstration())
                .registerConverter(World.class, Demonstration::world)
                .registerConverter(PoisoningProfile.class, Demonstration::profile)
                .setParameterExceptionHandler((wrong, arguments) -> {
                    wrong.getCommandLine()
                            .getErr()
                            .println(wrong.getMessage() + "\n./demo --help explains all options.");
                    return wrong.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
                });
    }

    private static World world(String name) {
        return Arrays.stream(World.values())
                .filter(world -> world.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + name + "' is not a world. Give equal or skewed."));
    }

    private static PoisoningProfile profile(String name) {
        return PoisoningProfile.NAMED.stream()
                .filter(profile -> profile.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "'" + name + "' is not a profile. Give paper, balanced or strict."));
    }

    @Override
    public Integer call() throws Exception {
        Path images = data;
        if (images != null && !Files.exists(images)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--data " + images + " does not exist. Give a folder or zip of CLASS/IMAGE files.");
        }
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new ParameterException(spec.commandLine(), "--out " + out + " is a file. Give a folder.");
        }
        if (!ProtectionMethods.names().contains(method)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--method: there is no method '" + method + "'. Give one of "
                            + String.join(", ", ProtectionMethods.names()) + ".");
        }
        if (profile != null && !method.equals(Charter.DEEP_POISONING)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--profile is of deep-poisoning, and --method is " + method + ". Leave one of the two away.");
        }
        DemoOptions options = new DemoOptions(
                images,
                new ColumnChoice(main, sensitive, group),
                world,
                Budget.profile(profile, method),
                method,
                out.toAbsolutePath().normalize(),
                quick,
                seed,
                keep);
        try {
            return new DemoRun(options, System.out).run();
        } catch (DemoFailure e) {
            System.out.flush();
            System.err.println(e.getMessage());
            return e.exitStatus();
        } catch (IOException e) {
            System.out.flush();
            System.err.println(
                    "A file or process could not be used: " + e.getMessage() + ". The same command goes on.");
            return 1;
        }
    }
}
