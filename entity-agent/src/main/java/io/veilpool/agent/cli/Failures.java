package io.veilpool.agent.cli;

import io.veilpool.agent.client.CoordinatorRefusedException;
import io.veilpool.agent.client.UnreachableException;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.poisoning.DpmTrainingFailedException;
import io.veilpool.agent.settings.InvalidSettingsException;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.agent.workflow.DataFolderBusyException;
import io.veilpool.agent.workflow.RefusedByGateException;
import io.veilpool.agent.workflow.StepNotPossibleException;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.trail.BrokenTrailException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import picocli.CommandLine;

/** Which exit status and which sentence a failure gets. */
final class Failures {
    private Failures() {}

    static ExitCode code(Throwable failure) {
        return switch (failure) {
            case InvalidSettingsException e -> ExitCode.USAGE;
            case VaultException e -> ExitCode.USAGE;
            case StepNotPossibleException e -> ExitCode.USAGE;
            case CommandLine.ParameterException e -> ExitCode.USAGE;
            case RefusedByGateException e -> ExitCode.OWN_GATE;
            case ReleaseRefusedException e -> ExitCode.OWN_GATE;
            case BrokenTrailException e -> ExitCode.OWN_GATE;
            case CoordinatorRefusedException e -> ExitCode.COORDINATOR_REFUSED;
            case UnreachableException e -> ExitCode.UNREACHABLE;
            case DataFolderBusyException e -> ExitCode.FOLDER_BUSY;
            case UnusableImagesException e -> ExitCode.UNUSABLE_IMAGES;
            case DpmTrainingFailedException e -> ExitCode.TRAINING_FAILED;
            default -> ExitCode.INTERNAL;
        };
    }

    static String sentence(Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return switch (failure) {
            case ReleaseRefusedException e -> "Refused, because " + message + ".";
            case UncheckedIOException e when e.getCause() != null -> disk(e.getCause(), message);
            case IOException e -> disk(e, message);
            case OutOfMemoryError e ->
                "Memory is used up (" + message
                        + "). Give the agent more with VEILPOOL_JAVA_OPTIONS=-Xmx..., or fewer images.";
            default -> message;
        };
    }

    private static String disk(IOException failure, String message) {
        String text = message.toLowerCase(Locale.ROOT);
        if (text.contains("no space left") || text.contains("disk quota") || text.contains("file too large")) {
            return "The disk is full (" + message
                    + "). Free some space and run the same command again; it goes on where it stood.";
        }
        return failure.getClass().getSimpleName() + ": " + message;
    }
}
