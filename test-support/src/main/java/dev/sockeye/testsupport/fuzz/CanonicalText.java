package dev.sockeye.testsupport.fuzz;

import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Data as text that is equal if the data is, where lists of rooms stand for sets: their order says nothing. */
public final class CanonicalText {
    private static final List<String> SETS = List.of("rooms", "except");

    private CanonicalText() {}

    /** The text of null, scalars, byte arrays, collections and maps. */
    public static String of(@Nullable Object data) {
        if (data instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> "'" + entry.getKey() + "': " + member(entry.getKey(), entry.getValue()))
                    .sorted()
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (data instanceof Collection<?> list) {
            return list.stream().map(CanonicalText::of).collect(Collectors.joining(", ", "[", "]"));
        }
        return data instanceof byte[] bytes ? "x" + HexFormat.of().formatHex(bytes) : "'" + data + "'";
    }

    private static String member(Object key, @Nullable Object value) {
        if (SETS.contains(key) && value instanceof Collection<?> list) {
            String[] texts = list.stream().map(CanonicalText::of).toArray(String[]::new);
            Arrays.sort(texts);
            return Arrays.toString(texts);
        }
        return of(value);
    }
}
