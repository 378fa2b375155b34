package dev.sockeye.socketio.adapter.cluster;

import static dev.sockeye.socketio.adapter.cluster.ClusterData.list;
import static dev.sockeye.socketio.adapter.cluster.ClusterData.map;
import static dev.sockeye.socketio.adapter.cluster.ClusterData.optionalString;
import static dev.sockeye.socketio.adapter.cluster.ClusterData.readOptions;
import static dev.sockeye.socketio.adapter.cluster.ClusterData.readRooms;
import static dev.sockeye.socketio.adapter.cluster.ClusterData.string;

import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Messages as data, with the keys of the reference's cluster adapters: {@code uid}, {@code nsp}, {@code type} and {@code
 * data}. Thread-safe.
 */
public final class ClusterMessageCodec {
    private final PacketParser parser;

    /** @param parser reduces arguments to data */
    public ClusterMessageCodec(PacketParser parser) {
        this.parser = parser;
    }

    /**
     * The whole message as data.
     *
     * @throws IllegalArgumentException if an argument cannot be encoded
     */
    public Map<String, @Nullable Object> encode(ClusterMessage message) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(8);
        map.put("uid", message.uid());
        map.put("nsp", message.namespace());
        map.put("type", message.type().number());
        Map<String, @Nullable Object> body = encodeBody(message);
        if (!body.isEmpty()) {
            map.put("data", body);
        }
        return map;
    }

    /**
     * What depends on the type: the value of {@code data}; empty if there is nothing.
     *
     * @throws IllegalArgumentException if an argument cannot be encoded
     */
    public Map<String, @Nullable Object> encodeBody(ClusterMessage message) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>(8);
        switch (message.type()) {
            case INITIAL_HEARTBEAT, HEARTBEAT, ADAPTER_CLOSE -> {}
            case BROADCAST -> broadcast((ClusterMessage.Broadcast) message, body);
            case SOCKETS_JOIN -> {
                ClusterMessage.SocketsJoin join = (ClusterMessage.SocketsJoin) message;
                body.put("opts", ClusterData.options(join.options()));
                body.put("rooms", List.copyOf(join.rooms()));
            }
            case SOCKETS_LEAVE -> {
                ClusterMessage.SocketsLeave leave = (ClusterMessage.SocketsLeave) message;
                body.put("opts", ClusterData.options(leave.options()));
                body.put("rooms", ClusterData.rooms(leave.rooms()));
            }
            case DISCONNECT_SOCKETS -> {
                ClusterMessage.DisconnectSockets disconnect = (ClusterMessage.DisconnectSockets) message;
                body.put("opts", ClusterData.options(disconnect.options()));
                body.put("close", disconnect.close());
            }
            case FETCH_SOCKETS -> {
                ClusterMessage.FetchSockets fetch = (ClusterMessage.FetchSockets) message;
                body.put("opts", ClusterData.options(fetch.options()));
                body.put("requestId", fetch.requestId());
            }
            case SERVER_SIDE_EMIT -> {
                ClusterMessage.ServerSideEmit emit = (ClusterMessage.ServerSideEmit) message;
                emit.requestId().ifPresent(id -> body.put("requestId", id));
                body.put("packet", ClusterData.args(emit.args(), parser));
            }
            case FETCH_SOCKETS_RESPONSE, SERVER_SIDE_EMIT_RESPONSE, BROADCAST_CLIENT_COUNT, BROADCAST_ACK ->
                response((ClusterMessage.Response) message, body);
        }
        return body;
    }

    private void broadcast(ClusterMessage.Broadcast broadcast, Map<String, @Nullable Object> body) {
        body.put("packet", ClusterData.packet(broadcast.packet(), parser));
        broadcast.requestId().ifPresent(id -> body.put("requestId", id));
        body.put("opts", ClusterData.options(broadcast.options()));
    }

    private void response(ClusterMessage.Response response, Map<String, @Nullable Object> body) {
        body.put("requestId", response.requestId());
        if (response instanceof ClusterMessage.FetchSocketsResponse fetched) {
            body.put(
                    "sockets",
                    fetched.sockets().stream().map(ClusterData::snapshot).toList());
        } else if (response instanceof ClusterMessage.ServerSideEmitResponse answer) {
            body.put("packet", parser.toData(answer.answer()));
        } else if (response instanceof ClusterMessage.BroadcastClientCount count) {
            body.put("clientCount", count.clientCount());
        } else if (response instanceof ClusterMessage.BroadcastAck ack) {
            body.put("packet", parser.toData(ack.answer()));
        }
    }

    /**
     * Reads a message of another server.
     *
     * @throws PacketFormatException if it is none
     */
    public ClusterMessage decode(@Nullable Object data) throws PacketFormatException {
        Map<?, ?> map = map(data, "message");
        return decode(
                optionalString(map.get("uid"), "uid").orElse(""),
                string(map.get("nsp"), "nsp"),
                map.get("type") instanceof Number number ? number.intValue() : 0,
                map.get("data"));
    }

    /**
     * Reads a message whose parts came apart.
     *
     * @throws PacketFormatException if it is none
     */
    public ClusterMessage decode(String uid, String namespace, int typeNumber, @Nullable Object data)
            throws PacketFormatException {
        ClusterMessageType type = ClusterMessageType.of(typeNumber)
                .orElseThrow(() -> new PacketFormatException("unknown message type " + typeNumber));
        return switch (type) {
            case INITIAL_HEARTBEAT -> new ClusterMessage.InitialHeartbeat(uid, namespace);
            case HEARTBEAT -> new ClusterMessage.Heartbeat(uid, namespace);
            case ADAPTER_CLOSE -> new ClusterMessage.AdapterClose(uid, namespace);
            default -> decodeBody(uid, namespace, type, map(data, "data"));
        };
    }

    private static ClusterMessage decodeBody(String uid, String namespace, ClusterMessageType type, Map<?, ?> body)
            throws PacketFormatException {
        return switch (type) {
            case BROADCAST -> decodeBroadcast(uid, namespace, body);
            case SOCKETS_JOIN ->
                new ClusterMessage.SocketsJoin(uid, namespace, readOptions(body.get("opts")), namedRooms(body));
            case SOCKETS_LEAVE ->
                new ClusterMessage.SocketsLeave(uid, namespace, readOptions(body.get("opts")), namedRooms(body));
            case DISCONNECT_SOCKETS ->
                new ClusterMessage.DisconnectSockets(
                        uid, namespace, readOptions(body.get("opts")), Boolean.TRUE.equals(body.get("close")));
            case FETCH_SOCKETS ->
                new ClusterMessage.FetchSockets(uid, namespace, readOptions(body.get("opts")), requestId(body));
            case SERVER_SIDE_EMIT ->
                new ClusterMessage.ServerSideEmit(
                        uid,
                        namespace,
                        ClusterData.readArgs(body.get("packet")),
                        optionalString(body.get("requestId"), "requestId"));
            case FETCH_SOCKETS_RESPONSE ->
                new ClusterMessage.FetchSocketsResponse(
                        uid, namespace, requestId(body), ClusterData.readSnapshots(body.get("sockets")));
            case SERVER_SIDE_EMIT_RESPONSE ->
                new ClusterMessage.ServerSideEmitResponse(uid, namespace, requestId(body), body.get("packet"));
            case BROADCAST_CLIENT_COUNT ->
                new ClusterMessage.BroadcastClientCount(uid, namespace, requestId(body), clientCount(body));
            case BROADCAST_ACK -> new ClusterMessage.BroadcastAck(uid, namespace, requestId(body), body.get("packet"));
            case INITIAL_HEARTBEAT, HEARTBEAT, ADAPTER_CLOSE -> throw new IllegalStateException("no body: " + type);
        };
    }

    private static ClusterMessage decodeBroadcast(String uid, String namespace, Map<?, ?> body)
            throws PacketFormatException {
        SocketPacket.Event packet = ClusterData.readPacket(body.get("packet"));
        // The namespace of the packet is that of the message; old senders leave it out.
        return new ClusterMessage.Broadcast(
                uid,
                namespace,
                new SocketPacket.Event(namespace, packet.ackId(), packet.args()),
                readOptions(body.get("opts")),
                optionalString(body.get("requestId"), "requestId"));
    }

    private static Set<String> namedRooms(Map<?, ?> body) throws PacketFormatException {
        list(body.get("rooms"), "rooms");
        return readRooms(body.get("rooms"));
    }

    private static String requestId(Map<?, ?> body) throws PacketFormatException {
        return string(body.get("requestId"), "requestId");
    }

    private static int clientCount(Map<?, ?> body) throws PacketFormatException {
        if (body.get("clientCount") instanceof Number count && count.intValue() >= 0) {
            return count.intValue();
        }
        throw new PacketFormatException("clientCount is no count");
    }
}
