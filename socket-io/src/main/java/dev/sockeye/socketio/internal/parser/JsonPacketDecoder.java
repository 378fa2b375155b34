package dev.sockeye.socketio.internal.parser;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sockeye.engineio.EngineMessage;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the messages of one connection: {@code <type>[<attachments>-][<namespace>,][<ack id>][<JSON>]}, then one binary
 * message per attachment. Not thread-safe; confined to the session's executor.
 *
 * <p>Stricter than the reference parser where that takes what no client sends: a type or an ack id made of white space,
 * and attachment counts such as {@code 1.0} or {@code 0x1}.
 */
final class JsonPacketDecoder implements PacketParser.Decoder {
    private static final Set<String> RESERVED =
            Set.of("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");

    private static final byte[][] NO_ATTACHMENTS = {};

    private final JsonPacketParser parser;

    /** The packet that waits for attachments; null if none does. */
    private @Nullable Pending pending;

    JsonPacketDecoder(JsonPacketParser parser) {
        this.parser = parser;
    }

    @Override
    public @Nullable SocketPacket decode(EngineMessage message) throws PacketFormatException {
        if (message.isText()) {
            if (pending != null) {
                throw new PacketFormatException("got plaintext data when reconstructing a packet");
            }
            return new Message(message).decode();
        }
        if (pending == null) {
            throw new PacketFormatException("got binary data when not reconstructing a packet");
        }
        SocketPacket packet = pending.add(message);
        if (packet != null) {
            pending = null;
        }
        return packet;
    }

    @Override
    public long pendingBytes() {
        return pending == null ? 0 : pending.head.in.length + pending.bytes;
    }

    @Override
    public void close() {
        pending = null;
    }

    /** A packet whose attachments are not all there. */
    private final class Pending {
        private final Message head;
        private final List<byte[]> attachments = new ArrayList<>(2);
        private long bytes;

        Pending(Message head) {
            this.head = head;
        }

        @Nullable
        SocketPacket add(EngineMessage message) throws PacketFormatException {
            bytes += message.length();
            if (bytes > parser.limits.maxAttachmentBytes()) {
                throw new PacketFormatException("attachments too large");
            }
            attachments.add(message.asBytes());
            return attachments.size() == head.attachments ? head.packet(attachments.toArray(new byte[0][])) : null;
        }
    }

    /** A text message while it is read. */
    private final class Message {
        private final byte[] in;
        private int p;
        private int type;
        private int attachments;
        private String namespace = "/";
        private long ackId = SocketPacket.NO_ACK;

        /** Begin and end of each argument; null if there is no payload. */
        private int @Nullable [] bounds;

        private int[] placeholders = Placeholders.NONE;

        Message(EngineMessage message) {
            in = message.array();
            p = message.offset();
        }

        @Nullable
        SocketPacket decode() throws PacketFormatException {
            type = p < in.length ? in[p] - '0' : -1;
            if (type < 0 || type > 6) {
                boolean digit = p < in.length && isDigit(in[p]);
                throw new PacketFormatException("unknown packet type " + (digit ? type : "NaN"));
            }
            p++;
            if (type >= 5) {
                readAttachmentCount();
            }
            readNamespace();
            readAckId();
            if (p < in.length) {
                readPayload();
            }
            if (attachments > 0) {
                pending = new Pending(this);
                return null;
            }
            return packet(NO_ATTACHMENTS);
        }

        private void readAttachmentCount() throws PacketFormatException {
            int from = p;
            long count = 0;
            while (p < in.length && isDigit(in[p])) {
                count = Math.min(count * 10 + in[p++] - '0', Integer.MAX_VALUE);
            }
            if (p == from || p == in.length || in[p++] != '-' || count == 0) {
                throw new PacketFormatException("Illegal attachments");
            }
            if (count > parser.limits.maxAttachments()) {
                throw new PacketFormatException("too many attachments");
            }
            attachments = (int) count;
        }

        private void readNamespace() {
            if (p == in.length || in[p] != '/') {
                return;
            }
            int from = p;
            while (p < in.length && in[p] != ',') {
                p++;
            }
            if (p - from > 1) {
                namespace = new String(in, from, p - from, UTF_8);
            }
            if (p < in.length) {
                p++;
            }
        }

        /**
         * An id that fits into no long is taken for none: no acknowledgement could carry it, and a rounded one (as the
         * reference makes it) would be another's.
         */
        private void readAckId() {
            if (p == in.length || !isDigit(in[p])) {
                return;
            }
            long id = 0;
            boolean fits = true;
            while (p < in.length && isDigit(in[p])) {
                int digit = in[p++] - '0';
                fits &= id < Long.MAX_VALUE / 10 || (id == Long.MAX_VALUE / 10 && digit <= Long.MAX_VALUE % 10);
                id = id * 10 + digit;
            }
            ackId = fits ? id : SocketPacket.NO_ACK;
        }

        private void readPayload() throws PacketFormatException {
            JsonScanner scanner = new JsonScanner(in, parser.limits);
            int from = p;
            scanner.scan(from);
            bounds = scanner.bounds();
            byte kind = scanner.kind();
            boolean valid =
                    switch (type) {
                        case 0 -> kind == '{';
                        case 2, 5 -> kind == '[' && bounds.length > 0 && isEventName(bounds[0]);
                        case 3, 6 -> kind == '[';
                        case 4 -> kind == '{' || kind == '"';
                        default -> false;
                    };
            if (!valid) {
                throw JsonScanner.invalid();
            }
            if (attachments > 0) {
                placeholders = Placeholders.find(in, from, attachments, parser.names);
            }
        }

        private boolean isEventName(int begin) {
            byte first = in[begin];
            if (first != '"') {
                return first == '-' || isDigit(first);
            }
            return switch (in[begin + 1]) {
                case 'c', 'd', 'n', 'r', '\\' -> !RESERVED.contains(new JsonReader(in, parser.names).name(begin));
                default -> true;
            };
        }

        SocketPacket packet(byte[][] attached) {
            PacketArgs args = bounds == null
                    ? PacketArgs.none()
                    : new JsonArgs(parser.binding, parser.names, in, bounds, placeholders, attached);
            return switch (type) {
                case 0 -> new SocketPacket.Connect(namespace, args);
                case 1 -> new SocketPacket.Disconnect(namespace);
                case 2, 5 -> new SocketPacket.Event(namespace, ackId, args);
                case 3, 6 -> new SocketPacket.Ack(namespace, ackId, args);
                default -> new SocketPacket.ConnectError(namespace, args);
            };
        }
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }
}
