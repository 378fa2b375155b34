package dev.sockeye.socketio.jackson;

import static java.util.Objects.requireNonNull;

import dev.sockeye.socketio.internal.parser.JacksonBinding;
import dev.sockeye.socketio.internal.parser.JsonPacketParser;
import dev.sockeye.socketio.internal.parser.MsgpackPacketParser;
import dev.sockeye.socketio.internal.parser.ParserLimits;
import dev.sockeye.socketio.parser.ParserOptions;
import dev.sockeye.socketio.protocol.PacketParser;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes parsers that convert the application's types with its own mapper of Jackson 3: its modules, naming, visibility, formats.
 *
 * <p>The mapper is copied and stays as it is; the copy also knows binary values. It then writes everything but text,
 * booleans, null and binary values, so that its serializers of numbers, maps and dates are heeded. What arrives has been
 * checked by the parser before the mapper sees it. Do not turn on default typing for types that a peer can fill: it would
 * let the peer choose classes.
 */
public final class JacksonParsers {
    private JacksonParsers() {}

    /** The default parser of Socket.IO with the application's mapper and the default options. */
    public static PacketParser json(JsonMapper mapper) {
        return json(mapper, ParserOptions.defaults());
    }

    /** The default parser of Socket.IO with the application's mapper. */
    public static PacketParser json(JsonMapper mapper, ParserOptions options) {
        return new JsonPacketParser(JacksonBinding.of(requireNonNull(mapper, "mapper")), limits(options));
    }

    /** The parser for clients with {@code socket.io-msgpack-parser}, with the application's mapper and the default options. */
    public static PacketParser msgpack(JsonMapper mapper) {
        return msgpack(mapper, ParserOptions.defaults());
    }

    /** The parser for clients with {@code socket.io-msgpack-parser}, with the application's mapper. */
    public static PacketParser msgpack(JsonMapper mapper, ParserOptions options) {
        return new MsgpackPacketParser(JacksonBinding.of(requireNonNull(mapper, "mapper")), limits(options));
    }

    private static ParserLimits limits(ParserOptions options) {
        return new ParserLimits(
                options.maxAttachments(),
                options.maxAttachmentBytes(),
                options.maxDepth(),
                options.maxNumberLength(),
                options.maxStringBytes());
    }
}
