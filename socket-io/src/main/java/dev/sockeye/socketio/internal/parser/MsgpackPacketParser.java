package dev.sockeye.socketio.internal.parser;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.data.MessagePackWriter;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * The parser of clients with {@code socket.io-msgpack-parser}: each packet is one binary message, a map of {@code type},
 * {@code nsp}, {@code data} and {@code id}. Points in time are dates on both sides. Thread-safe.
 */
public final class MsgpackPacketParser implements PacketParser {
    private static final int USUAL_LENGTH = 128;

    private final JacksonBinding binding;
    private final ParserLimits limits;

    /**
     * A parser.
     *
     * @param binding converts the application's types, and keeps points in time
     * @param limits what is taken from a peer
     */
    public MsgpackPacketParser(JacksonBinding binding, ParserLimits limits) {
        this.binding = binding;
        this.limits = limits;
    }

    @Override
    public Decoder newDecoder() {
        return new MsgpackPacketDecoder(binding, limits);
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
        MessagePackWriter writer = begin(packet, payload.size() > 0 ? 3 : 2);
        if (payload.size() > 0) {
            writer.string("data");
            write(writer, payload.raw(0));
        }
        return OutgoingMessage.binary(writer.toByteArray());
    }

    private OutgoingMessage encodeArgs(SocketPacket packet, long ackId, PacketArgs args) {
        boolean hasAckId = ackId != SocketPacket.NO_ACK;
        MessagePackWriter writer = begin(packet, hasAckId ? 4 : 3);
        if (hasAckId) {
            writer.string("id");
            writer.integer(ackId);
        }
        writer.string("data");
        writer.arrayHeader(args.size());
        for (int i = 0; i < args.size(); i++) {
            write(writer, args.raw(i));
        }
        return OutgoingMessage.binary(writer.toByteArray());
    }

    private static MessagePackWriter begin(SocketPacket packet, int members) {
        MessagePackWriter writer = MessagePackWriter.forNotepack2(USUAL_LENGTH);
        writer.mapHeader(members);
        writer.string("type");
        writer.integer(packet.type().number());
        writer.string("nsp");
        writer.string(packet.namespace());
        return writer;
    }

    private void write(MessagePackWriter writer, @Nullable Object value) {
        if (value instanceof RawMessagePack raw) {
            writer.raw(raw.bytes, raw.begin, raw.length());
        } else {
            writer.value(binding.toData(value));
        }
    }
}
