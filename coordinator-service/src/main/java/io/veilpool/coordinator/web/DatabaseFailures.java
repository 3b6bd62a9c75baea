package io.veilpool.coordinator.web;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/** Reads from an exception what happened to the database. */
final class DatabaseFailures {
    private DatabaseFailures() {}

    /** Whether the database cannot be reached, is starting, or is shutting down. */
    static boolean isAway(Throwable failure) {
        SQLException sql = sql(failure);
        if (sql == null) {
            return false;
        }
        String state = sql.getSQLState();
        return sql instanceof SQLTransientConnectionException
                || "Connection is closed".equals(sql.getMessage()) // the pool's word, without a state
                || (state != null && (state.startsWith("08") || state.startsWith("57P")));
    }

    static boolean isUniqueViolation(Throwable failure) {
        SQLException sql = sql(failure);
        return sql != null && "23505".equals(sql.getSQLState());
    }

    /** The first line of the database's message; no values of rows, which stand in the lines after it. */
    static String sentence(Throwable failure) {
        SQLException sql = sql(failure);
        String message = sql == null ? null : sql.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    private static @Nullable SQLException sql(Throwable failure) {
        SQLException last = null;
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (cause instanceof SQLException sql) {
                last = sql;
                if (sql instanceof SQLTransientConnectionException) {
                    return sql;
                }
            }
        }
        return last;
    }
}
