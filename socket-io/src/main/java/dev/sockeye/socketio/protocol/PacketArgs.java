package dev.sockeye.socketio.protocol;

import java.lang.reflect.Type;
import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a packet. Arguments that arrived are decoded when they are asked for; arguments to be sent are the
 * application's objects. Immutable, thread-safe.
 */
public interface PacketArgs {
    /** Number of arguments. */
    int size();

    /**
     * One argument as data: null, Boolean, Number, String, {@code byte[]}, {@code List<Object>} or {@code Map<String,
     * Object>}; for arguments to be sent, the object that was given.
     *
     * @throws IndexOutOfBoundsException if there is no such argument
     */
    @Nullable
    Object value(int index);

    /**
     * One argument converted to a type.
     *
     * @throws IndexOutOfBoundsException if there is no such argument
     * @throws IllegalArgumentException if it cannot be converted
     */
    @Nullable
    Object get(int index, Type type);

    /**
     * One argument in a form that can be sent again without being decoded. Opaque to everything but the parser that made
     * it.
     */
    default @Nullable Object raw(int index) {
        return value(index);
    }

    /** All arguments as data, decoded one by one when read. */
    default List<@Nullable Object> values() {
        return new AbstractList<>() {
            @Override
            public @Nullable Object get(int index) {
                return value(index);
            }

            @Override
            public int size() {
                return PacketArgs.this.size();
            }
        };
    }

    /** No arguments. */
    static PacketArgs none() {
        return ValueArgs.NONE;
    }

    /** Arguments to be sent. The array is not copied and must not be changed afterwards. */
    static PacketArgs of(@Nullable Object... values) {
        return new ValueArgs(values);
    }
}
