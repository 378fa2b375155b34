package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.cluster.ClusterData;
import dev.sockeye.socketio.adapter.cluster.ClusterMessage;
import dev.sockeye.socketio.adapter.cluster.DataJson;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.PacketParser;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the Pub/Sub adapter for Node, version 8: broadcasts as an array, requests and answers as JSON, or in the
 * codec's format where they carry data of applications. Thread-safe.
 */
final class PubSubWire {
    static final int SOCKETS = 0;
    static final int ALL_ROOMS = 1;
    static final int REMOTE_JOIN = 2;
    static final int REMOTE_LEAVE = 3;
    static final int REMOTE_DISCONNECT = 4;
    static final int REMOTE_FETCH = 5;
    static final int SERVER_SIDE_EMIT = 6;
    static final int BROADCAST = 7;
    static final int BROADCAST_CLIENT_COUNT = 8;
    static final int BROADCAST_ACK = 9;

    private final String namespace;
    private final RedisMessageCodec codec;
    private final PacketParser parser;

    PubSubWire(String namespace, RedisMessageCodec codec, PacketParser parser) {
        this.namespace = namespace;
        this.codec = codec;
        this.parser = parser;
    }

    /** Where a broadcast without acknowledgements goes: to the channel of its room if there is exactly one. */
    static String broadcastChannel(String channel, BroadcastOptions options) {
        return options.rooms().size() == 1
                ? channel + options.rooms().iterator().next() + "#"
                : channel;
    }

    /** A broadcast without acknowledgements: {@code [uid, packet, opts]}. */
    byte[] encodeBroadcast(ClusterMessage.Broadcast broadcast) {
        return codec.encode(Arrays.asList(
                broadcast.uid(),
                ClusterData.packet(broadcast.packet(), parser),
                ClusterData.options(broadcast.options())));
    }

    /** Reads a broadcast. */
    ClusterMessage.Broadcast decodeBroadcast(byte[] message) throws PacketFormatException {
        List<?> array = ClusterData.list(codec.decode(message), "broadcast");
        if (array.size() < 2) {
            throw new PacketFormatException("broadcast too short");
        }
        var packet = ClusterData.readPacket(array.get(1));
        return new ClusterMessage.Broadcast(
                array.get(0) instanceof String uid ? uid : "",
                packet.namespace(),
                packet,
                ClusterData.readOptions(array.size() > 2 ? array.get(2) : null),
                Optional.empty());
    }

    /** A request. */
    byte[] encodeRequest(ClusterMessage message) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(8);
        map.put("uid", message.uid());
        switch (message.type()) {
            case BROADCAST -> {
                ClusterMessage.Broadcast broadcast = (ClusterMessage.Broadcast) message;
                broadcast.requestId().ifPresent(id -> map.put("requestId", id));
                map.put("type", BROADCAST);
                map.put("packet", ClusterData.packet(broadcast.packet(), parser));
                map.put("opts", ClusterData.options(broadcast.options()));
                return codec.encode(map);
            }
            case SOCKETS_JOIN -> {
                ClusterMessage.SocketsJoin join = (ClusterMessage.SocketsJoin) message;
                map.put("type", REMOTE_JOIN);
                map.put("opts", targets(join.options()));
                map.put("rooms", List.copyOf(join.rooms()));
            }
            case SOCKETS_LEAVE -> {
                ClusterMessage.SocketsLeave leave = (ClusterMessage.SocketsLeave) message;
                map.put("type", REMOTE_LEAVE);
                map.put("opts", targets(leave.options()));
                map.put("rooms", ClusterData.rooms(leave.rooms()));
            }
            case DISCONNECT_SOCKETS -> {
                ClusterMessage.DisconnectSockets disconnect = (ClusterMessage.DisconnectSockets) message;
                map.put("type", REMOTE_DISCONNECT);
                map.put("opts", targets(disconnect.options()));
                map.put("close", disconnect.close());
            }
            case FETCH_SOCKETS -> {
                ClusterMessage.FetchSockets fetch = (ClusterMessage.FetchSockets) message;
                map.put("requestId", fetch.requestId());
                map.put("type", REMOTE_FETCH);
                map.put("opts", targets(fetch.options()));
            }
            case SERVER_SIDE_EMIT -> {
                ClusterMessage.ServerSideEmit emit = (ClusterMessage.ServerSideEmit) message;
                emit.requestId().ifPresent(id -> map.put("requestId", id));
                map.put("type", SERVER_SIDE_EMIT);
                map.put("data", ClusterData.args(emit.args(), parser));
            }
            case INITIAL_HEARTBEAT,
                    HEARTBEAT,
                    ADAPTER_CLOSE,
                    FETCH_SOCKETS_RESPONSE,
                    SERVER_SIDE_EMIT_RESPONSE,
                    BROADCAST_CLIENT_COUNT,
                    BROADCAST_ACK -> throw new IllegalArgumentException("no request: " + message.type());
        }
        return encodeJson(map);
    }

    private static Map<String, @Nullable Object> targets(BroadcastOptions options) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(4);
        map.put("rooms", ClusterData.rooms(options.rooms()));
        map.put("except", ClusterData.rooms(options.except()));
        return map;
    }

    /** The request for the rooms of all servers. */
    byte[] encodeAllRooms(String uid, String requestId) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(4);
        map.put("uid", uid);
        map.put("requestId", requestId);
        map.put("type", ALL_ROOMS);
        return encodeJson(map);
    }

    /** An answer. */
    byte[] encodeResponse(ClusterMessage.Response response) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(4);
        if (response instanceof ClusterMessage.FetchSocketsResponse fetched) {
            map.put("requestId", response.requestId());
            map.put(
                    "sockets",
                    fetched.sockets().stream().map(ClusterData::snapshot).toList());
        } else if (response instanceof ClusterMessage.ServerSideEmitResponse answer) {
            map.put("type", SERVER_SIDE_EMIT);
            map.put("requestId", response.requestId());
            map.put("data", parser.toData(answer.answer()));
        } else if (response instanceof ClusterMessage.BroadcastClientCount count) {
            map.put("type", BROADCAST_CLIENT_COUNT);
            map.put("requestId", response.requestId());
            map.put("clientCount", count.clientCount());
        } else if (response instanceof ClusterMessage.BroadcastAck ack) {
            map.put("type", BROADCAST_ACK);
            map.put("requestId", response.requestId());
            map.put("packet", parser.toData(ack.answer()));
            return codec.encode(map);
        }
        return encodeJson(map);
    }

    /** An answer that lists names: {@code sockets} (ids) or {@code rooms}. */
    byte[] encodeNames(String requestId, String field, Set<String> names) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(4);
        map.put("requestId", requestId);
        map.put(field, List.copyOf(names));
        return encodeJson(map);
    }

    /** The answer to a request in its old form. */
    byte[] encodeDone(String requestId) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(2);
        map.put("requestId", requestId);
        return encodeJson(map);
    }

    /** JSON, unless there is binary in it; the receiver sees which by the first byte. */
    private byte[] encodeJson(Map<String, @Nullable Object> map) {
        return DataJson.encode(map).orElseGet(() -> codec.encode(map));
    }

    /** Reads the fields of a request or answer. */
    Map<?, ?> decodeFields(byte[] message) throws PacketFormatException {
        Object data = message.length > 0 && message[0] == '{' ? DataJson.decode(message) : codec.decode(message);
        return ClusterData.map(data, "message");
    }

    /** Reads a request in its present form; empty if it is of another kind, or in an old form. */
    Optional<ClusterMessage> readRequest(int type, Map<?, ?> fields) throws PacketFormatException {
        String uid = fields.get("uid") instanceof String text ? text : "";
        Object opts = fields.get("opts");
        if (type >= REMOTE_JOIN && type <= REMOTE_DISCONNECT && opts == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                switch (type) {
                    case REMOTE_JOIN ->
                        new ClusterMessage.SocketsJoin(
                                uid, namespace, ClusterData.readOptions(opts), rooms(fields.get("rooms")));
                    case REMOTE_LEAVE ->
                        new ClusterMessage.SocketsLeave(
                                uid, namespace, ClusterData.readOptions(opts), rooms(fields.get("rooms")));
                    case REMOTE_DISCONNECT ->
                        new ClusterMessage.DisconnectSockets(
                                uid,
                                namespace,
                                ClusterData.readOptions(opts),
                                Boolean.TRUE.equals(fields.get("close")));
                    case REMOTE_FETCH ->
                        new ClusterMessage.FetchSockets(
                                uid, namespace, ClusterData.readOptions(opts), requestId(fields));
                    case SERVER_SIDE_EMIT ->
                        new ClusterMessage.ServerSideEmit(
                                uid,
                                namespace,
                                ClusterData.readArgs(fields.get("data")),
                                ClusterData.optionalString(fields.get("requestId"), "requestId"));
                    case BROADCAST ->
                        new ClusterMessage.Broadcast(
                                uid,
                                namespace,
                                ClusterData.readPacket(fields.get("packet")),
                                ClusterData.readOptions(opts),
                                Optional.of(requestId(fields)));
                    default -> null;
                });
    }

    private static Set<String> rooms(@Nullable Object rooms) throws PacketFormatException {
        if (rooms == null) {
            throw new PacketFormatException("no rooms");
        }
        return ClusterData.readRooms(rooms);
    }

    /** Reads an answer to a request that this server made; empty if it is of a kind that it does not wait for. */
    Optional<ClusterMessage.Response> readResponse(Map<?, ?> fields) throws PacketFormatException {
        String requestId = requestId(fields);
        if (!(fields.get("type") instanceof Number type)) {
            return fields.containsKey("sockets")
                    ? Optional.of(new ClusterMessage.FetchSocketsResponse(
                            "", namespace, requestId, ClusterData.readSnapshots(fields.get("sockets"))))
                    : Optional.empty();
        }
        return switch (type.intValue()) {
            case SERVER_SIDE_EMIT ->
                Optional.of(new ClusterMessage.ServerSideEmitResponse("", namespace, requestId, fields.get("data")));
            case BROADCAST_CLIENT_COUNT -> {
                if (!(fields.get("clientCount") instanceof Number count) || count.intValue() < 0) {
                    throw new PacketFormatException("clientCount is no count");
                }
                yield Optional.of(new ClusterMessage.BroadcastClientCount("", namespace, requestId, count.intValue()));
            }
            case BROADCAST_ACK ->
                Optional.of(new ClusterMessage.BroadcastAck("", namespace, requestId, fields.get("packet")));
            default -> Optional.empty();
        };
    }

    static String requestId(Map<?, ?> fields) throws PacketFormatException {
        return ClusterData.string(fields.get("requestId"), "requestId");
    }
}
