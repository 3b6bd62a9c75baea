package io.veilpool.coordinator.database;

import org.flywaydb.core.internal.exception.sqlExceptions.FlywaySqlUnableToConnectToDbException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in two lines that the database does not answer. */
class DatabaseAwayAnalyzer extends AbstractFailureAnalyzer<FlywaySqlUnableToConnectToDbException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, FlywaySqlUnableToConnectToDbException cause) {
        return new FailureAnalysis(
                "The database does not answer: " + lastMessage(rootFailure),
                "Start it, or correct veilpool.database.url, username and password-file, then start again. "
                        + "veilpool.database.retries says how often the start tries again, a second or two apart.",
                cause);
    }

    private static String lastMessage(Throwable failure) {
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return last.getClass().getSimpleName() + ": " + last.getMessage();
    }
}
