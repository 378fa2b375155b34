package dev.sockeye.socketio.internal.parser;

import dev.sockeye.socketio.protocol.PacketArgs;
import java.lang.reflect.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Arguments that arrived as JSON: the bytes of the message, and where in it each argument is. Immutable. */
final class JsonArgs implements PacketArgs {
    private final JacksonBinding binding;
    private final byte[] json;

    /** Begin and end of each argument. */
    private final int[] bounds;

    private final int[] placeholders;
    private final byte[][] attachments;

    JsonArgs(JacksonBinding binding, byte[] json, int[] bounds, int[] placeholders, byte[][] attachments) {
        this.binding = binding;
        this.json = json;
        this.bounds = bounds;
        this.placeholders = placeholders;
        this.attachments = attachments;
    }

    @Override
    public int size() {
        return bounds.length / 2;
    }

    @Override
    public @Nullable Object value(int index) {
        return new JsonReader(json, placeholders, attachments).value(begin(index));
    }

    @Override
    public @Nullable Object get(int index, Type type) {
        return binding.read(raw(index), type);
    }

    @Override
    public RawJson raw(int index) {
        return new RawJson(json, begin(index), bounds[index * 2 + 1], placeholders, attachments);
    }

    private int begin(int index) {
        return bounds[Objects.checkIndex(index, size()) * 2];
    }

    @Override
    public String toString() {
        return values().toString();
    }
}
