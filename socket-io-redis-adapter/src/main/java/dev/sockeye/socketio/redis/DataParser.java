package dev.sockeye.socketio.redis;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Stands where there is no server, and so no parser: what is emitted must be data already. Thread-safe. */
final class DataParser implements PacketParser {
    static final DataParser INSTANCE = new DataParser();

    private DataParser() {}

    @Override
    public @Nullable Object toData(@Nullable Object value) {
        return value;
    }

    @Override
    public OutgoingMessage encode(SocketPacket packet) {
        throw new UnsupportedOperationException("no clients here");
    }

    @Override
    public Decoder newDecoder() {
        throw new UnsupportedOperationException("no clients here");
    }

    @Override
    public @Nullable Object convert(@Nullable Object value, Type type) {
        throw new UnsupportedOperationException("no clients here");
    }
}
