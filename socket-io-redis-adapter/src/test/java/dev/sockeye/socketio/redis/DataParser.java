package dev.sockeye.socketio.redis;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.lang.reflect.Type;

/** Takes data for data. Thread-safe. */
final class DataParser implements PacketParser {
    static final DataParser INSTANCE = new DataParser();

    private DataParser() {}

    @Override
    public OutgoingMessage encode(SocketPacket packet) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Decoder newDecoder() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object convert(Object value, Type type) {
        return value;
    }

    @Override
    public Object toData(Object value) {
        return value;
    }
}
