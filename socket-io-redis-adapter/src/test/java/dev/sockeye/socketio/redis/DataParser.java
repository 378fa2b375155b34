package dev.sockeye.socketio.redis;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.adapter.cluster.DataJson;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.lang.reflect.Type;
import java.util.ArrayList;

/** Takes data for data. Thread-safe. */
final class DataParser implements PacketParser {
    static final DataParser INSTANCE = new DataParser();

    private DataParser() {}

    @Override
    public OutgoingMessage encode(SocketPacket packet) {
        return OutgoingMessage.text(DataJson.encodePlain(
                new ArrayList<>(((SocketPacket.Event) packet).args().values())));
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
