package dev.sockeye.socketio.protocol;

import java.lang.reflect.Type;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Arguments given as objects by the application or by an adapter. Immutable. */
final class ValueArgs implements PacketArgs {
    static final ValueArgs NONE = new ValueArgs();

    private final @Nullable Object[] values;

    ValueArgs(@Nullable Object... values) {
        this.values = values;
    }

    @Override
    public int size() {
        return values.length;
    }

    @Override
    public @Nullable Object value(int index) {
        return values[index];
    }

    @Override
    public @Nullable Object get(int index, Type type) {
        Object value = values[index];
        if (value == null || (type instanceof Class<?> c && c.isInstance(value))) {
            return value;
        }
        throw new IllegalArgumentException(
                "argument " + index + ": " + value.getClass().getName() + " (expected: " + type.getTypeName() + ")");
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
