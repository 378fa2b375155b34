package dev.sockeye.socketio.internal.namespace;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.engineio.protocol.ProtocolVersion;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answers to CONNECT in the forms of both protocol revisions. */
public final class ConnectPackets {
    private ConnectPackets() {}

    static OutgoingMessage connected(PacketParser parser, String namespace, @Nullable Object payload) {
        return parser.encode(
                new SocketPacket.Connect(namespace, payload == null ? PacketArgs.none() : PacketArgs.of(payload)));
    }

    /** A refusal: an object with message and data, or for old clients the data alone, or the message. */
    public static OutgoingMessage refused(
            PacketParser parser, String namespace, ProtocolVersion protocol, String message, @Nullable Object data) {
        if (protocol == ProtocolVersion.V3) {
            return refused(parser, namespace, data == null ? message : data);
        }
        Map<String, Object> payload = new LinkedHashMap<>(4);
        payload.put("message", message);
        if (data != null) {
            payload.put("data", data);
        }
        return refused(parser, namespace, payload);
    }

    /** The refusal of a namespace that does not exist, which is an object for old clients too. */
    public static OutgoingMessage invalidNamespace(PacketParser parser, String namespace) {
        return refused(parser, namespace, Map.of("message", "Invalid namespace"));
    }

    private static OutgoingMessage refused(PacketParser parser, String namespace, Object payload) {
        return parser.encode(new SocketPacket.ConnectError(namespace, PacketArgs.of(payload)));
    }
}
