package io.veilpool.agent.protection;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The methods that this agent has, by the names that charters give them. */
public final class ProtectionMethods {
    private static final Map<String, ProtectionMethod> METHODS = load();

    private ProtectionMethods() {}

    /** All names, sorted. */
    public static List<String> names() {
        return List.copyOf(METHODS.keySet());
    }

    /** Nothing if this agent has no such method. */
    public static Optional<ProtectionMethod> named(String name) {
        return Optional.ofNullable(METHODS.get(name));
    }

    private static Map<String, ProtectionMethod> load() {
        Map<String, ProtectionMethod> methods = new TreeMap<>();
        for (ProtectionMethod method : ServiceLoader.load(ProtectionMethod.class)) {
            if (methods.put(method.name(), method) != null) {
                throw new IllegalStateException("two protection methods are called " + method.name());
            }
        }
        return methods;
    }
}
