package dev.sockeye.socketio.adapter.cluster;

import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.SocketSnapshot;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parts of messages between servers, as data and back. What arrives is checked field by field: a value of a wrong type
 * is a {@link PacketFormatException}; what may be absent is replaced by its default. Thread-safe.
 */
public final class ClusterData {
    private static final int EVENT = 2;
    /** Integers of Node are exact up to 2^53. */
    private static final int MAX_NUMERIC_ROOM_LENGTH = 15;

    private ClusterData() {}

    /** The arguments as data. */
    public static List<@Nullable Object> args(PacketArgs args, PacketParser parser) {
        List<@Nullable Object> values = new ArrayList<>(args.size());
        for (int i = 0; i < args.size(); i++) {
            values.add(parser.toData(args.value(i)));
        }
        return values;
    }

    /** An event as data: {@code type}, {@code data}, {@code nsp}, and {@code id} if it has an ack id. */
    public static Map<String, @Nullable Object> packet(SocketPacket.Event packet, PacketParser parser) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(8);
        map.put("type", EVENT);
        map.put("data", args(packet.args(), parser));
        map.put("nsp", packet.namespace());
        if (packet.ackId() != SocketPacket.NO_ACK) {
            map.put("id", packet.ackId());
        }
        return map;
    }

    /** Options as data: {@code rooms}, {@code except}, {@code flags}. */
    public static Map<String, @Nullable Object> options(BroadcastOptions options) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(8);
        map.put("rooms", rooms(options.rooms()));
        map.put("except", rooms(options.except()));
        map.put("flags", flags(options.flags()));
        return map;
    }

    /**
     * Rooms to match. Rooms of Node servers may be numbers, so a room whose name is an integer is named in both ways.
     */
    public static List<Object> rooms(Set<String> rooms) {
        List<Object> list = new ArrayList<>(rooms.size());
        for (String room : rooms) {
            list.add(room);
            if (isInteger(room)) {
                list.add(Long.valueOf(room));
            }
        }
        return list;
    }

    private static boolean isInteger(String room) {
        int length = room.length();
        if (length == 0 || length > MAX_NUMERIC_ROOM_LENGTH || (room.charAt(0) == '0' && length > 1)) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (room.charAt(i) < '0' || room.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static Map<String, @Nullable Object> flags(BroadcastOptions.Flags flags) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(4);
        // Node looks at whether volatile is there, not at its value.
        if (flags.isVolatile()) {
            map.put("volatile", true);
        }
        if (!flags.compress()) {
            map.put("compress", false);
        }
        flags.timeout().ifPresent(timeout -> map.put("timeout", timeout.toMillis()));
        if (flags.expectSingleResponse()) {
            map.put("expectSingleResponse", true);
        }
        return map;
    }

    /** A socket as data. */
    public static Map<String, @Nullable Object> snapshot(SocketSnapshot socket) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(8);
        map.put("id", socket.id());
        map.put("handshake", socket.handshake());
        map.put("rooms", List.copyOf(socket.rooms()));
        map.put("data", socket.data());
        return map;
    }

    /** Reads an event; one without namespace belongs to the main one. */
    public static SocketPacket.Event readPacket(@Nullable Object data) throws PacketFormatException {
        Map<?, ?> map = map(data, "packet");
        if (!(map.get("type") instanceof Number type) || type.intValue() != EVENT) {
            throw new PacketFormatException("packet of another type");
        }
        Object namespace = map.get("nsp");
        Object id = map.get("id");
        return new SocketPacket.Event(
                namespace == null ? "/" : string(namespace, "nsp"),
                id instanceof Number number && number.longValue() >= 0 ? number.longValue() : SocketPacket.NO_ACK,
                readArgs(map.get("data")));
    }

    /** Reads arguments. */
    public static PacketArgs readArgs(@Nullable Object data) throws PacketFormatException {
        return PacketArgs.of(list(data, "data").toArray());
    }

    /** Reads options; every part may be absent. */
    public static BroadcastOptions readOptions(@Nullable Object data) throws PacketFormatException {
        if (data == null) {
            return BroadcastOptions.ALL;
        }
        Map<?, ?> map = map(data, "opts");
        return new BroadcastOptions(
                readRooms(map.get("rooms")), readRooms(map.get("except")), readFlags(map.get("flags")));
    }

    /** Reads names of rooms; numbers are taken as their text. An absent list is empty, and a single name is a list. */
    public static Set<String> readRooms(@Nullable Object data) throws PacketFormatException {
        if (data == null) {
            return Set.of();
        }
        if (data instanceof String room) {
            return Set.of(room);
        }
        List<?> list = list(data, "rooms");
        Set<String> rooms = new LinkedHashSet<>(list.size() * 2);
        for (Object room : list) {
            rooms.add(readRoom(room));
        }
        return rooms;
    }

    private static String readRoom(@Nullable Object room) throws PacketFormatException {
        if (room instanceof String text) {
            return text;
        }
        if (room instanceof Number number) {
            double value = number.doubleValue();
            return value == Math.rint(value) && Math.abs(value) < Long.MAX_VALUE
                    ? Long.toString(number.longValue())
                    : number.toString();
        }
        throw new PacketFormatException("room is no string");
    }

    private static BroadcastOptions.Flags readFlags(@Nullable Object data) {
        // Old emitters write other flags, too, or something else altogether; none of them matters.
        if (!(data instanceof Map<?, ?> map) || map.isEmpty()) {
            return BroadcastOptions.Flags.NONE;
        }
        Optional<Duration> timeout = map.get("timeout") instanceof Number millis && millis.longValue() > 0
                ? Optional.of(Duration.ofMillis(Math.min(millis.longValue(), Integer.MAX_VALUE)))
                : Optional.empty();
        return new BroadcastOptions.Flags(
                Boolean.TRUE.equals(map.get("volatile")),
                !Boolean.FALSE.equals(map.get("compress")),
                false,
                timeout,
                Boolean.TRUE.equals(map.get("expectSingleResponse")));
    }

    /** Reads the sockets of another server. */
    public static List<SocketSnapshot> readSnapshots(@Nullable Object data) throws PacketFormatException {
        List<?> list = list(data, "sockets");
        List<SocketSnapshot> sockets = new ArrayList<>(list.size());
        for (Object element : list) {
            Map<?, ?> map = map(element, "socket");
            Map<String, Object> handshake = new LinkedHashMap<>();
            if (map.get("handshake") instanceof Map<?, ?> fields) {
                fields.forEach((key, value) -> handshake.put(String.valueOf(key), value));
            }
            sockets.add(new SocketSnapshot(
                    string(map.get("id"), "id"), handshake, readRooms(map.get("rooms")), map.get("data")));
        }
        return sockets;
    }

    /** A map, or the format is broken. */
    public static Map<?, ?> map(@Nullable Object value, String what) throws PacketFormatException {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new PacketFormatException(what + " is no map");
    }

    /** A list, or the format is broken. */
    public static List<?> list(@Nullable Object value, String what) throws PacketFormatException {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new PacketFormatException(what + " is no list");
    }

    /** A string, or the format is broken. */
    public static String string(@Nullable Object value, String what) throws PacketFormatException {
        if (value instanceof String text) {
            return text;
        }
        throw new PacketFormatException(what + " is no string");
    }

    /** A string that may be absent. */
    public static Optional<String> optionalString(@Nullable Object value, String what) throws PacketFormatException {
        return value == null ? Optional.empty() : Optional.of(string(value, what));
    }
}
