package dev.sockeye.socketio.parser;

import dev.sockeye.socketio.internal.parser.JacksonBinding;
import dev.sockeye.socketio.internal.parser.JsonPacketParser;
import dev.sockeye.socketio.internal.parser.MsgpackPacketParser;
import dev.sockeye.socketio.internal.parser.ParserLimits;
import dev.sockeye.socketio.protocol.PacketParser;

/** Makes parsers. They are thread-safe; one serves a whole server. */
public final class Parsers {
    private Parsers() {}

    /** The default parser of Socket.IO: JSON, binary values as attachments. With the default options. */
    public static PacketParser json() {
        return json(ParserOptions.defaults());
    }

    /** The default parser of Socket.IO with options. */
    public static PacketParser json(ParserOptions options) {
        ParserLimits limits = options.limits();
        return new JsonPacketParser(JacksonBinding.forJson(limits), limits);
    }

    /** The parser for clients with {@code socket.io-msgpack-parser}. With the default options. */
    public static PacketParser msgpack() {
        return msgpack(ParserOptions.defaults());
    }

    /** The parser for clients with {@code socket.io-msgpack-parser}, with options. */
    public static PacketParser msgpack(ParserOptions options) {
        ParserLimits limits = options.limits();
        return new MsgpackPacketParser(JacksonBinding.forMessagePack(limits), limits);
    }
}
