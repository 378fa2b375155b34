package dev.sockeye.socketio.internal.parser;

import dev.sockeye.socketio.protocol.PacketArgs;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Arguments that arrived as MessagePack: the bytes of the message, and where in it each argument is. Immutable. */
final class MsgpackArgs implements PacketArgs {
    private final JacksonBinding binding;
    private final byte[] bytes;

    /** Where each argument begins, and where the last one ends. */
    private final int[] bounds;

    MsgpackArgs(JacksonBinding binding, byte[] bytes, int... bounds) {
        this.binding = binding;
        this.bytes = bytes;
        this.bounds = bounds;
    }

    @Override
    public int size() {
        return bounds.length - 1;
    }

    @Override
    public @Nullable Object value(int index) {
        return raw(index).value();
    }

    @Override
    public @Nullable Object get(int index, Type type) {
        return binding.convert(value(index), type);
    }

    @Override
    public RawMessagePack raw(int index) {
        return new RawMessagePack(bytes, bounds[index], bounds[index + 1]);
    }

    @Override
    public String toString() {
        return values().toString();
    }
}
