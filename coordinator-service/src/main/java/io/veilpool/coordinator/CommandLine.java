package io.veilpool.coordinator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What was asked for on the command line. */
record CommandLine(boolean help, boolean worker, String[] springArguments) {
    static final String USAGE = """
            Usage: coordinator api|worker [--settings FILE] [--veilpool.NAME=VALUE ...] [--server.port=PORT]
              api      REST, tokens, presigned addresses; without settings it starts PostgreSQL and an S3 server itself
              worker   validates uploads, builds snapshots, trains the pool-only decider
            Settings go into a YAML file or the command line; secrets are files. See coordinator-service/README.md.""";

    static CommandLine parse(String[] arguments) {
        List<String> rest = new ArrayList<>();
        String role = null;
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--help") || argument.equals("-h")) {
                return new CommandLine(true, false, new String[0]);
            } else if (argument.equals("--settings")) {
                if (++i == arguments.length) {
                    throw new IllegalArgumentException("--settings needs a file.");
                }
                rest.add(settings(arguments[i]));
            } else if (argument.startsWith("--settings=")) {
                rest.add(settings(argument.substring("--settings=".length())));
            } else if (argument.startsWith("--veilpool.role=")) {
                role = argument.substring("--veilpool.role=".length());
            } else if (argument.startsWith("--")) {
                rest.add(argument);
            } else if (role == null) {
                role = argument;
            } else {
                throw new IllegalArgumentException("Do not know what to do with '" + argument + "'.");
            }
        }
        if (role == null) {
            role = System.getenv("VEILPOOL_ROLE");
        }
        if (!"api".equals(role) && !"worker".equals(role)) {
            throw new IllegalArgumentException(
                    role == null ? "Say which role: api or worker." : "The role is api or worker, not '" + role + "'.");
        }
        rest.add("--veilpool.role=" + role);
        return new CommandLine(false, role.equals("worker"), rest.toArray(String[]::new));
    }

    private static String settings(String file) {
        if (!Files.isReadable(Path.of(file))) {
            throw new IllegalArgumentException("The settings file " + file + " does not exist or is not readable.");
        }
        return "--spring.config.additional-location=file:" + Path.of(file).toAbsolutePath();
    }
}
