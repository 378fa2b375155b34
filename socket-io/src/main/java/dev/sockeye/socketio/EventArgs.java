package dev.sockeye.socketio;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of an event or an acknowledgement that arrived, decoded when asked for. Immutable, thread-safe; may be
 * kept.
 */
public interface EventArgs {
    /** Number of arguments, without the acknowledgement. */
    int size();

    /**
     * One argument converted to a type, null if it is JSON null or if there are fewer arguments.
     *
     * @throws IllegalArgumentException if it cannot be converted
     */
    <T> @Nullable T get(int index, Class<T> type);

    /** The same for a generic type. */
    <T> @Nullable T get(int index, TypeRef<T> type);

    /**
     * One argument as data: null, Boolean, Number, String, {@code byte[]}, {@code List<Object>} or {@code Map<String,
     * Object>}; null if there are fewer arguments.
     */
    @Nullable
    Object value(int index);

    /** All arguments as data. */
    List<@Nullable Object> values();

    /**
     * One argument as an opaque object that can be emitted again as it came, without being decoded; null if there are
     * fewer arguments. The fastest way to relay.
     */
    @Nullable
    Object raw(int index);

    /** All arguments as {@link #raw(int)}. */
    @Nullable
    Object[] raw();

    /** The acknowledgement; one that does nothing if the client asked for none. */
    Ack ack();
}
