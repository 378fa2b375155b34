package dev.sockeye.socketio.internal.namespace;

import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketParser;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Arguments that another server sent: data, converted to types by the parser. Immutable. */
record DataArgs(PacketArgs data, PacketParser parser) implements PacketArgs {
    @Override
    public int size() {
        return data.size();
    }

    @Override
    public @Nullable Object value(int index) {
        return data.value(index);
    }

    @Override
    public @Nullable Object get(int index, Type type) {
        return parser.convert(data.value(index), type);
    }
}
