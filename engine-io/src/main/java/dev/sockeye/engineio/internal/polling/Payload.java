package dev.sockeye.engineio.internal.polling;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sockeye.engineio.protocol.Base64Text;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.engineio.protocol.PacketFormatException;
import dev.sockeye.engineio.protocol.PacketType;
import dev.sockeye.engineio.transport.OutgoingPacket;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The payload of revision 4: packets joined by a record separator, binary as {@code b} and base64. Engine.IO protocol v4,
 * "Packet encoding / HTTP long-polling".
 */
final class Payload {
    static final byte SEPARATOR = 0x1e;

    private Payload() {}

    /**
     * Takes a payload apart. Packets before an invalid one are delivered.
     *
     * @throws PacketFormatException at the first invalid packet
     */
    static void decode(byte[] body, PacketSink sink) throws PacketFormatException {
        byte[] bytes = repairedUtf8(body);
        int from = 0;
        while (true) {
            int to = from;
            while (to < bytes.length && bytes[to] != SEPARATOR) {
                to++;
            }
            if (!decodePacket(bytes, from, to, sink) || to == bytes.length) {
                return;
            }
            from = to + 1;
        }
    }

    private static boolean decodePacket(byte[] bytes, int from, int to, PacketSink sink) throws PacketFormatException {
        if (from == to) {
            throw new PacketFormatException("empty packet");
        }
        if (bytes[from] == 'b') {
            return sink.packet(PacketType.MESSAGE, Base64Text.decode(bytes, from + 1, to), 0, true);
        }
        PacketType type = PacketType.ofDigit(bytes[from]);
        if (type == null) {
            throw new PacketFormatException("unknown packet type");
        }
        if (to == bytes.length && from == 0) {
            return sink.packet(type, bytes, 1, false);
        }
        return sink.packet(type, Arrays.copyOfRange(bytes, from + 1, to), 0, false);
    }

    /** Replaces what is not UTF-8 as the reference does, so that text handed on is always valid. */
    static byte[] repairedUtf8(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                byte[] repaired = new String(bytes, UTF_8).getBytes(UTF_8);
                return Arrays.equals(repaired, bytes) ? bytes : repaired;
            }
        }
        return bytes;
    }

    /** Writes packets as one payload. */
    static void encode(List<OutgoingPacket> packets, ByteBuf out) {
        for (int i = 0; i < packets.size(); i++) {
            if (i > 0) {
                out.writeByte(SEPARATOR);
            }
            encodePacket(packets.get(i), out);
        }
    }

    private static void encodePacket(OutgoingPacket packet, ByteBuf out) {
        OutgoingMessage message = packet.message();
        if (message == null) {
            out.writeByte(packet.type().digit());
            out.writeBytes(packet.data());
            return;
        }
        if (message.isText()) {
            out.writeByte(PacketType.MESSAGE.digit());
            out.writeBytes(message.head());
        } else {
            writeBase64(message.head(), out);
        }
        for (int i = 0; i < message.attachmentCount(); i++) {
            out.writeByte(SEPARATOR);
            writeBase64(message.attachment(i), out);
        }
    }

    private static void writeBase64(byte[] data, ByteBuf out) {
        out.writeByte('b');
        out.writeBytes(Base64.getEncoder().encode(data));
    }
}
