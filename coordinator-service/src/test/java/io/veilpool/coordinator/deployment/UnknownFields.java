package io.veilpool.coordinator.deployment;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds fields that Kubernetes does not know: its model keeps them aside, at every level. */
final class UnknownFields {
    private final List<String> found = new ArrayList<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private UnknownFields() {}

    static List<String> of(HasMetadata object) {
        UnknownFields fields = new UnknownFields();
        String name = object.getKind() + " " + object.getMetadata().getName();
        if (object instanceof GenericKubernetesResource) {
            return List.of(name + " is of an unknown kind");
        }
        fields.walk(name, object);
        return fields.found;
    }

    private void walk(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> walk(path + "." + key, item));
        } else if (value instanceof Collection<?> items) {
            items.forEach(item -> walk(path + "[]", item));
        } else if (value != null
                && value.getClass().getName().startsWith("io.fabric8.")
                && !value.getClass().isEnum()
                && seen.add(value)) {
            for (Method method : value.getClass().getMethods()) {
                if (method.getParameterCount() == 0
                        && method.getName().startsWith("get")
                        && !method.getName().equals("getClass")) {
                    Object inner = call(method, value);
                    if (method.getName().equals("getAdditionalProperties")) {
                        ComposeRules.map(inner)
                                .keySet()
                                .forEach(field -> found.add(path + " has the unknown field " + field));
                    } else {
                        walk(path + "." + method.getName().substring(3), inner);
                    }
                }
            }
        }
    }

    private static @Nullable Object call(Method method, Object value) {
        try {
            return method.invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(method + " cannot be read", e);
        }
    }
}
