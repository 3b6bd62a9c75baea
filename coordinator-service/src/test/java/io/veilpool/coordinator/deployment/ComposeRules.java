package io.veilpool.coordinator.deployment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What a compose file must keep to. Compose itself is not here; these are the rules that can be checked on the text. */
final class ComposeRules {
    private static final Pattern REQUIRED_VARIABLE = Pattern.compile("\\$\\{[A-Z_]+:\\?.+}");
    private static final Pattern ADDRESS = Pattern.compile("(?:http|postgresql)://([a-z-]+):\\d+");
    private static final Pattern SECRET_NAME = Pattern.compile("(?i).*(password|secret|passphrase|token|private).*");

    private final List<String> violations = new ArrayList<>();
    private final Map<String, Object> file;
    private final Map<String, Object> services;

    private ComposeRules(String text) {
        file = map(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
        services = map(file.get("services"));
    }

    /** @return one sentence for each broken rule */
    static List<String> violations(String text) {
        ComposeRules rules = new ComposeRules(text);
        rules.services.forEach((name, service) -> rules.check(name, map(service)));
        for (String kind : List.of("secrets", "configs", "volumes", "networks")) {
            rules.checkDeclarations(kind);
        }
        map(rules.file.get("secrets"))
                .forEach((name, secret) ->
                        rules.require(map(secret).containsKey("file"), "secret " + name + " is not a file"));
        return rules.violations;
    }

    private void require(boolean kept, String violation) {
        if (!kept) {
            violations.add(violation);
        }
    }

    private void check(String name, Map<String, Object> service) {
        checkImage(name, service);
        String user = String.valueOf(service.get("user"));
        require(user.matches("[1-9]\\d*:[1-9]\\d*"), name + " runs as " + user + ", expected a numeric user above 0");
        require(Boolean.TRUE.equals(service.get("read_only")), name + " can write to its root file system");
        require(List.of("ALL").equals(service.get("cap_drop")), name + " keeps capabilities");
        require(
                list(service.get("security_opt")).contains("no-new-privileges:true"),
                name + " may gain new privileges");
        require(!service.containsKey("privileged"), name + " is privileged");
        for (String limit : List.of("mem_limit", "cpus", "pids_limit")) {
            require(service.containsKey(limit), name + " has no " + limit);
        }
        boolean endsByItself = String.valueOf(service.get("restart")).startsWith("on-failure");
        require(endsByItself || map(service.get("healthcheck")).containsKey("test"), name + " has no health check");
        for (Object port : list(service.get("ports"))) {
            require(String.valueOf(port).startsWith("127.0.0.1:"), name + " opens port " + port + " to everybody");
        }
        map(service.get("environment"))
                .forEach((variable, value) -> require(
                        !SECRET_NAME.matcher(variable).matches() || variable.endsWith("_FILE"),
                        name + " has the secret " + variable + " in its environment"));
        for (Object argument : list(service.get("command"))) {
            checkArgument(name, String.valueOf(argument));
        }
        map(service.get("depends_on"))
                .forEach((other, condition) -> require(
                        services.containsKey(other)
                                && "service_healthy".equals(map(condition).get("condition")),
                        name + " does not wait until " + other + " is healthy"));
    }

    private void checkImage(String name, Map<String, Object> service) {
        if (!service.containsKey("build")) {
            String image = String.valueOf(service.get("image"));
            require(
                    REQUIRED_VARIABLE.matcher(image).matches() || image.matches(".+@sha256:[0-9a-f]{64}"),
                    name + " uses the image " + image + ", which is not pinned");
            return;
        }
        Map<String, Object> arguments = map(map(service.get("build")).get("args"));
        require(!arguments.isEmpty(), name + " is built from base images that nobody names");
        arguments.forEach((argument, value) -> require(
                REQUIRED_VARIABLE.matcher(String.valueOf(value)).matches(),
                name + " is built with " + argument + "=" + value + ", which is not pinned"));
    }

    private void checkArgument(String name, String argument) {
        String setting = argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
        require(
                !SECRET_NAME.matcher(setting).matches() || setting.endsWith("-file"),
                name + " has the secret " + setting + " on its command line");
        if (setting.toLowerCase(Locale.ROOT).contains("public")) {
            return; // addresses as seen from elsewhere
        }
        Matcher address = ADDRESS.matcher(argument);
        while (address.find()) {
            String other = address.group(1);
            require(services.containsKey(other), name + " speaks to " + other + ", which is no service");
            require(
                    list(map(services.get(name)).get("networks")).stream()
                            .anyMatch(list(map(services.get(other)).get("networks"))::contains),
                    name + " shares no network with " + other);
        }
    }

    /** Whatever services use is declared, and whatever is declared is used. */
    private void checkDeclarations(String kind) {
        Set<String> used = new HashSet<>();
        services.forEach((name, service) -> {
            for (Object use : list(map(service).get(kind))) {
                String source =
                        use instanceof Map<?, ?> long_ ? String.valueOf(long_.get("source")) : String.valueOf(use);
                boolean bind = use instanceof Map<?, ?> mount && "bind".equals(mount.get("type"));
                if (!bind) {
                    used.add(kind.equals("volumes") ? source.split(":", 2)[0] : source);
                }
            }
        });
        Set<String> declared = map(file.get(kind)).keySet();
        used.stream()
                .filter(name -> !declared.contains(name))
                .forEach(name -> violations.add(kind + " " + name + " is used but not declared"));
        declared.stream()
                .filter(name -> !used.contains(name))
                .forEach(name -> violations.add(kind + " " + name + " is declared but not used"));
    }

    @SuppressWarnings("unchecked") // YAML mappings of compose files have text keys
    static Map<String, Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
