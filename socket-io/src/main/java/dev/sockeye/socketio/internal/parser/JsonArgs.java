package dev.sockeye.socketio.internal.parser;

import dev.sockeye.socketio.protocol.PacketArgs;
import java.lang.reflect.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Arguments that arrived as JSON: the bytes of the message, and where in it each argument is. Immutable. */
final class JsonArgs implements PacketArgs {
    final byte[] json;

    /** Where the attachments belong: see {@link Placeholders#find}. */
    final int[] placeholders;

    final byte[][] attachments;
    private final JacksonBinding binding;
    private final NameCache names;

    /** Begin and end of each argument. */
    private final int[] bounds;

    JsonArgs(
            JacksonBinding binding,
            NameCache names,
            byte[] json,
            int[] bounds,
            int[] placeholders,
            byte[][] attachments) {
        this.binding = binding;
        this.names = names;
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
        int begin = begin(index);
        // The first argument of an event is its name.
        return index == 0 && json[begin] == '"' ? reader().name(begin) : reader().value(begin);
    }

    @Override
    public @Nullable Object get(int index, Type type) {
        return binding.read(raw(index), type);
    }

    @Override
    public RawJson raw(int index) {
        return new RawJson(this, begin(index), bounds[index * 2 + 1]);
    }

    JsonReader reader() {
        return new JsonReader(json, placeholders, attachments, names);
    }

    private int begin(int index) {
        return bounds[Objects.checkIndex(index, size()) * 2];
    }

    @Override
    public String toString() {
        return values().toString();
    }
}
