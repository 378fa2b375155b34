package dev.sockeye.socketio.internal.parser;

import dev.sockeye.engineio.EngineMessage;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import dev.sockeye.testsupport.fuzz.FuzzTarget;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What must hold for packets that a parser has accepted, whatever it was that a client sent. */
final class PacketChecks {
    private static final int MAX_ATTACHMENTS = 10;

    private PacketChecks() {}

    /** The packet of a message with as many attachments as it wants; null if it is refused. */
    static @Nullable SocketPacket read(PacketParser parser, EngineMessage message) {
        PacketParser.Decoder decoder = parser.newDecoder();
        try {
            SocketPacket packet = decoder.decode(message);
            for (int i = 0; packet == null; i++) {
                FuzzTarget.require(i < MAX_ATTACHMENTS, "no more attachments than allowed");
                FuzzTarget.require(decoder.pendingBytes() > 0, "what waits for attachments is counted");
                packet = decoder.decode(EngineMessage.binary(new byte[] {(byte) i, 2, 3}, 0));
            }
            FuzzTarget.require(decoder.pendingBytes() == 0, "nothing waits behind a whole packet");
            return packet;
        } catch (PacketFormatException e) {
            return null;
        } finally {
            decoder.close();
        }
    }

    /** Written, read and written again, a packet is the same: with its arguments decoded, and with them passed on. */
    static void assertStable(PacketParser parser, SocketPacket packet) {
        SocketPacket passedOn = readBack(parser, parser.encode(copy(packet, true)));
        SocketPacket decoded = readBack(parser, parser.encode(copy(packet, false)));
        OutgoingMessage once = parser.encode(copy(decoded, false));
        OutgoingMessage twice = parser.encode(copy(readBack(parser, once), false));
        FuzzTarget.require(areSame(once, twice), "what is read and written again stays the same");
        FuzzTarget.require(
                areSame(once, parser.encode(copy(passedOn, false))), "passed on undecoded it means the same");
    }

    private static SocketPacket readBack(PacketParser parser, OutgoingMessage message) {
        PacketParser.Decoder decoder = parser.newDecoder();
        try {
            SocketPacket packet = decoder.decode(
                    message.isText() ? EngineMessage.text(message.head(), 0) : EngineMessage.binary(message.head(), 0));
            for (int i = 0; i < message.attachmentCount(); i++) {
                packet = decoder.decode(EngineMessage.binary(message.attachment(i), 0));
            }
            FuzzTarget.require(packet != null, "what was written is whole");
            return packet;
        } catch (PacketFormatException e) {
            throw new AssertionError("what was written is refused", e);
        }
    }

    private static boolean areSame(OutgoingMessage some, OutgoingMessage other) {
        boolean same = some.isText() == other.isText()
                && Arrays.equals(some.head(), other.head())
                && some.attachmentCount() == other.attachmentCount();
        for (int i = 0; same && i < some.attachmentCount(); i++) {
            same = Arrays.equals(some.attachment(i), other.attachment(i));
        }
        return same;
    }

    static PacketArgs args(SocketPacket packet) {
        return switch (packet.type()) {
            case CONNECT -> ((SocketPacket.Connect) packet).payload();
            case DISCONNECT -> PacketArgs.none();
            case EVENT -> ((SocketPacket.Event) packet).args();
            case ACK -> ((SocketPacket.Ack) packet).args();
            case CONNECT_ERROR -> ((SocketPacket.ConnectError) packet).payload();
        };
    }

    private static SocketPacket copy(SocketPacket packet, boolean raw) {
        PacketArgs from = args(packet);
        @Nullable Object[] values = new Object[from.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = raw ? from.raw(i) : from.value(i);
        }
        PacketArgs args = PacketArgs.of(values);
        return switch (packet.type()) {
            case CONNECT -> new SocketPacket.Connect(packet.namespace(), args);
            case DISCONNECT -> packet;
            case EVENT -> new SocketPacket.Event(packet.namespace(), ((SocketPacket.Event) packet).ackId(), args);
            case ACK -> new SocketPacket.Ack(packet.namespace(), ((SocketPacket.Ack) packet).ackId(), args);
            case CONNECT_ERROR -> new SocketPacket.ConnectError(packet.namespace(), args);
        };
    }
}
