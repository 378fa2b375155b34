package dev.sockeye.socketio.internal.parser;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The default parser. Socket.IO protocol v5, "Packet encoding". Thread-safe. */
public final class JsonPacketParser implements PacketParser {
    /** A guess for values whose length is not known before they are written. */
    private static final int UNKNOWN_LENGTH = 16;

    /** The same for values that hold others. */
    private static final int UNKNOWN_OBJECT_LENGTH = 256;

    final JacksonBinding binding;
    final ParserLimits limits;
    final NameCache names = new NameCache();

    /**
     * A parser.
     *
     * @param binding converts the application's types
     * @param limits what is taken from a peer
     */
    public JsonPacketParser(JacksonBinding binding, ParserLimits limits) {
        this.binding = binding;
        this.limits = limits;
    }

    /** With default mapper and limits. */
    public static JsonPacketParser create() {
        return new JsonPacketParser(JacksonBinding.forJson(ParserLimits.DEFAULTS), ParserLimits.DEFAULTS);
    }

    @Override
    public Decoder newDecoder() {
        return new JsonPacketDecoder(this);
    }

    @Override
    public @Nullable Object convert(@Nullable Object value, Type type) {
        return binding.convert(value, type);
    }

    @Override
    public @Nullable Object toData(@Nullable Object value) {
        return binding.toData(value);
    }

    @Override
    public OutgoingMessage encode(SocketPacket packet) {
        return switch (packet.type()) {
            case CONNECT -> encodePayload(packet, ((SocketPacket.Connect) packet).payload());
            case DISCONNECT -> encodePayload(packet, PacketArgs.none());
            case EVENT -> {
                SocketPacket.Event event = (SocketPacket.Event) packet;
                yield encodeArgs(packet, event.ackId(), event.args());
            }
            case ACK -> {
                SocketPacket.Ack ack = (SocketPacket.Ack) packet;
                yield encodeArgs(packet, ack.ackId(), ack.args());
            }
            case CONNECT_ERROR -> encodePayload(packet, ((SocketPacket.ConnectError) packet).payload());
        };
    }

    private OutgoingMessage encodePayload(SocketPacket packet, PacketArgs payload) {
        JsonWriter writer = new JsonWriter(binding, UNKNOWN_OBJECT_LENGTH);
        writeHead(writer, packet, SocketPacket.NO_ACK, 0);
        if (payload.size() > 0) {
            writer.value(payload.raw(0));
        }
        if (!writer.attachments().isEmpty()) {
            throw new IllegalArgumentException(packet.type() + " carries no binary");
        }
        return OutgoingMessage.text(writer.toByteArray());
    }

    private OutgoingMessage encodeArgs(SocketPacket packet, long ackId, PacketArgs args) {
        JsonWriter writer = new JsonWriter(binding, guessLength(packet, ackId, args));
        writeHead(writer, packet, ackId, 0);
        int headLength = writer.length();
        writeArgs(writer, packet, args);
        byte[] text = writer.toByteArray();
        List<byte[]> attachments = writer.attachments();
        if (attachments.isEmpty()) {
            return OutgoingMessage.text(text);
        }
        // Only now is it known that the packet is a binary one, and how many attachments it announces.
        int rest = text.length - headLength;
        JsonWriter binary = new JsonWriter(binding, text.length + 1 + JsonWriter.digits(attachments.size()));
        writeHead(binary, packet, ackId, attachments.size());
        binary.bytes(text, headLength, rest);
        return OutgoingMessage.textWithAttachments(binary.toByteArray(), attachments);
    }

    private static void writeArgs(JsonWriter writer, SocketPacket packet, PacketArgs args) {
        if (args.size() == 0 && packet instanceof SocketPacket.Event) {
            return; // an event without name, as it may arrive: an empty list is no valid payload
        }
        writer.ascii('[');
        for (int i = 0; i < args.size(); i++) {
            if (i > 0) {
                writer.ascii(',');
            }
            writer.value(args.raw(i));
        }
        writer.ascii(']');
    }

    private static void writeHead(JsonWriter writer, SocketPacket packet, long ackId, int attachments) {
        int type = packet.type().number();
        if (attachments > 0) {
            writer.number(type + 3); // BINARY_EVENT and BINARY_ACK
            writer.number(attachments);
            writer.ascii('-');
        } else {
            writer.number(type);
        }
        if (!packet.namespace().equals("/")) {
            writer.plain(packet.namespace());
            writer.ascii(',');
        }
        if (ackId != SocketPacket.NO_ACK) {
            writer.number(ackId);
        }
    }

    /** The exact length for ASCII text and arguments passed on, so that nothing need be copied then. */
    private static int guessLength(SocketPacket packet, long ackId, PacketArgs args) {
        int length = 1 + 1 + Math.max(1, args.size()); // type, brackets and commas
        if (packet.namespace().length() > 1) {
            length += packet.namespace().length() + 1;
        }
        if (ackId != SocketPacket.NO_ACK) {
            length += JsonWriter.digits(ackId);
        }
        for (int i = 0; i < args.size(); i++) {
            Object value = args.raw(i);
            if (value instanceof String s) {
                length += s.length() + 2;
            } else if (value instanceof RawJson raw) {
                length += raw.length();
            } else {
                boolean scalar = value == null || value instanceof Number || value instanceof Boolean;
                length += scalar ? UNKNOWN_LENGTH : UNKNOWN_OBJECT_LENGTH;
            }
        }
        return length;
    }
}
