package io.veilpool.experiments;

import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.experiments.run.RefusedResultsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import picocli.CommandLine;

/** Which exit status and which sentence a failure gets. */
final class Failures {
    private static final int INTERNAL = 1;
    private static final int MENDABLE = 2;

    private Failures() {}

    static int status(Throwable failure) {
        return switch (failure) {
            case UnusableImagesException e -> MENDABLE;
            case RefusedResultsException e -> MENDABLE;
            case CommandLine.ParameterException e -> MENDABLE;
            case IOException e -> MENDABLE;
            case UncheckedIOException e -> MENDABLE;
            default -> INTERNAL;
        };
    }

    static String sentence(Throwable failure) {
        String message = failure.getMessage() == null ? "" : failure.getMessage();
        return switch (failure) {
            case UnusableImagesException e -> message + ".";
            case RefusedResultsException e -> message + ".";
            case CommandLine.ParameterException e -> message;
            case UncheckedIOException e -> disk(e, message);
            case IOException e -> disk(e, message);
            default -> failure.getClass().getSimpleName() + ": " + message;
        };
    }

    private static String disk(Exception failure, String message) {
        String all = (message + " "
                        + (failure.getCause() == null ? "" : failure.getCause().getMessage()))
                .toLowerCase(Locale.ROOT);
        if (all.contains("no space left") || all.contains("disk quota") || all.contains("file too large")) {
            return "The disk is full (" + message
                    + "). Free some space and run the same command again; it goes on where it stood.";
        }
        return failure.getClass().getSimpleName() + ": " + message + ". Check the folder's permissions.";
    }
}
