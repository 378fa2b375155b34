package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.cluster.ClusterMessage;
import dev.sockeye.socketio.adapter.cluster.ClusterMessageCodec;
import dev.sockeye.socketio.adapter.cluster.ClusterMessageType;
import dev.sockeye.socketio.adapter.cluster.DataJson;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages as entries of a stream: {@code uid}, {@code nsp}, {@code type} as a number in text, and {@code data} as JSON,
 * or as MessagePack in base64 if there is binary in it. Thread-safe.
 */
final class StreamCodec {
    /** A field of our own, which others ignore: which of the sender's events it is. */
    static final String NUMBER_FIELD = "n";

    private final ClusterMessageCodec messages;
    private final boolean onlyPlaintext;

    StreamCodec(ClusterMessageCodec messages, boolean onlyPlaintext) {
        this.messages = messages;
        this.onlyPlaintext = onlyPlaintext;
    }

    Map<String, byte[]> encode(ClusterMessage message) {
        Map<String, byte[]> fields = new LinkedHashMap<>(8);
        fields.put("uid", RedisLink.utf8(message.uid()));
        fields.put("nsp", RedisLink.utf8(message.namespace()));
        fields.put("type", RedisLink.utf8(Integer.toString(message.type().number())));
        Map<String, @Nullable Object> body = messages.encodeBody(message);
        if (!body.isEmpty()) {
            fields.put("data", encodeData(body));
        }
        return fields;
    }

    private byte[] encodeData(Map<String, @Nullable Object> body) {
        return onlyPlaintext
                ? DataJson.encodePlain(body)
                : DataJson.encode(body)
                        .orElseGet(() -> Base64.getEncoder().encode(MessagePackCodec.INSTANCE.encode(body)));
    }

    ClusterMessage decode(Map<String, byte[]> fields) throws PacketFormatException {
        byte[] data = fields.get("data");
        return messages.decode(
                text(fields, "uid"), text(fields, "nsp"), typeNumber(fields), data == null ? null : decodeData(data));
    }

    private static @Nullable Object decodeData(byte[] data) throws PacketFormatException {
        if (data.length > 0 && data[0] == '{') {
            return DataJson.decode(data);
        }
        try {
            return MessagePackCodec.INSTANCE.decode(Base64.getDecoder().decode(data));
        } catch (IllegalArgumentException e) {
            throw new PacketFormatException("data is no base64");
        }
    }

    /** The rooms of a broadcast, read without its packet; null if they are not where they are expected. */
    static @Nullable Collection<String> rooms(byte[] data) {
        if (data.length > 0 && data[0] == '{') {
            return OptionsTail.roomsOfData(data);
        }
        try {
            return BroadcastHeader.readData(Base64.getDecoder().decode(data));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static int typeNumber(Map<String, byte[]> fields) throws PacketFormatException {
        try {
            return Integer.parseInt(text(fields, "type"));
        } catch (NumberFormatException e) {
            throw new PacketFormatException("type is no number");
        }
    }

    /** The text of a field; empty if it is absent. */
    static String text(Map<String, byte[]> fields, String name) {
        byte[] value = fields.get(name);
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }

    /** Which of its sender's events an entry is; -1 if it does not say so. */
    static long number(Map<String, byte[]> fields) {
        String text = text(fields, NUMBER_FIELD);
        try {
            return text.isEmpty() ? -1 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Whether an entry is a broadcast in a namespace, without decoding its data. */
    static boolean isBroadcast(Map<String, byte[]> fields, String namespace) {
        return text(fields, "nsp").equals(namespace)
                && text(fields, "type").equals(Integer.toString(ClusterMessageType.BROADCAST.number()));
    }

    /** Whether clients are given the offset of an event: not if it wants an acknowledgement, or may be dropped. */
    static boolean hasOffset(SocketPacket.Event packet, BroadcastOptions options) {
        return packet.ackId() == SocketPacket.NO_ACK && !options.flags().isVolatile();
    }

    /** The event with its offset as last argument. */
    static SocketPacket.Event withOffset(SocketPacket.Event packet, String offset) {
        return new SocketPacket.Event(packet.namespace(), packet.ackId(), new ArgsWithOffset(packet.args(), offset));
    }

    /** Arguments and the offset behind them; arguments stay as they are, decoded or not. */
    private record ArgsWithOffset(PacketArgs args, String offset) implements PacketArgs {
        @Override
        public int size() {
            return args.size() + 1;
        }

        @Override
        public @Nullable Object value(int index) {
            return index == args.size() ? offset : args.value(index);
        }

        @Override
        public @Nullable Object get(int index, java.lang.reflect.Type type) {
            return index == args.size() ? PacketArgs.of(offset).get(0, type) : args.get(index, type);
        }

        @Override
        public @Nullable Object raw(int index) {
            return index == args.size() ? offset : args.raw(index);
        }

        @Override
        public String toString() {
            return Arrays.toString(values().toArray());
        }
    }
}
