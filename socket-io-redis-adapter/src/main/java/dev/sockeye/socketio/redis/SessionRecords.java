package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.adapter.SessionSnapshot;
import dev.sockeye.socketio.adapter.cluster.ClusterData;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.PacketParser;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sessions as Redis keeps them: MessagePack in base64, as the adapter for Node writes and reads them. The record of a
 * connected socket has one more field, which Node ignores and which comes first: its owner. Thread-safe.
 */
final class SessionRecords {
    private static final String OWNER = "owner";
    private static final int UID_LENGTH = 16;
    /** So that owner and what is before it are a multiple of three bytes, and have a base64 of their own. */
    private static final String OWNER_FORMAT = "%s%012x";

    private static final int FENCED_BYTES = 1 + 1 + OWNER.length() + 1 + UID_LENGTH + 12;

    private final RedisCounters counters;
    private final PacketParser parser;
    private final String keyPrefix;

    /**
     * What was read.
     *
     * @param owner who keeps the socket, if it is connected as far as Redis knows
     */
    record Found(SessionSnapshot session, @Nullable String owner) {}

    SessionRecords(RedisCounters counters, PacketParser parser, String keyPrefix) {
        this.counters = counters;
        this.parser = parser;
        this.keyPrefix = keyPrefix;
    }

    String key(String pid) {
        return keyPrefix + pid;
    }

    /** The owner of a socket: a node, and which of its sockets it is. */
    static String owner(String uid, long number) {
        return OWNER_FORMAT.formatted(uid, number);
    }

    /** The node in an owner; null if it is none. */
    static @Nullable String uid(@Nullable String owner) {
        return owner == null || owner.length() <= UID_LENGTH ? null : owner.substring(0, UID_LENGTH);
    }

    /** What the records of an owner begin with. */
    static byte[] fence(String owner) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>(8);
        data.put(OWNER, owner);
        List.of("sid", "pid", "rooms", "data").forEach(field -> data.put(field, null));
        return Base64.getEncoder().encode(Arrays.copyOf(MessagePackCodec.INSTANCE.encode(data), FENCED_BYTES));
    }

    byte[] encode(SessionSnapshot session) {
        return encode(session, null);
    }

    byte[] encode(SessionSnapshot session, @Nullable String owner) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>(8);
        if (owner != null) {
            data.put(OWNER, owner);
        }
        data.put("sid", session.id());
        data.put("pid", session.pid());
        data.put("rooms", List.copyOf(session.rooms()));
        data.put("data", sharedData(session.data()));
        return Base64.getEncoder().encode(MessagePackCodec.INSTANCE.encode(data));
    }

    /** What of a socket's data other servers can have; a connection, for example, stays behind. */
    private @Nullable Object sharedData(@Nullable Object data) {
        if (!(data instanceof Map<?, ?> map)) {
            return null;
        }
        Map<String, @Nullable Object> shared = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            try {
                shared.put(String.valueOf(key), parser.toData(value));
            } catch (IllegalArgumentException e) {
                counters.skipped.increment();
            }
        });
        return shared;
    }

    Found decode(byte[] value) throws PacketFormatException {
        Map<?, ?> map;
        try {
            map = ClusterData.map(
                    MessagePackCodec.INSTANCE.decode(
                            Base64.getDecoder().decode(new String(value, StandardCharsets.US_ASCII))),
                    "session");
        } catch (IllegalArgumentException e) {
            throw new PacketFormatException("session is no base64");
        }
        SessionSnapshot session = new SessionSnapshot(
                ClusterData.string(map.get("sid"), "sid"),
                ClusterData.string(map.get("pid"), "pid"),
                ClusterData.readRooms(map.get("rooms")),
                map.get("data"));
        return new Found(session, map.get(OWNER) instanceof String owner ? owner : null);
    }
}
