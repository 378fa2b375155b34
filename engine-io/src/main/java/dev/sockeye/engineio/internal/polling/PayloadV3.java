package dev.sockeye.engineio.internal.polling;

import static java.nio.charset.StandardCharsets.US_ASCII;
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
 * The payloads of revision 3: each packet with its length. Text payloads count UTF-16 code units and carry binary as
 * base64; binary payloads count bytes. Engine.IO protocol v3, "Payload".
 */
final class PayloadV3 {
    private static final int MAX_LENGTH_DIGITS = 310;
    private static final int BINARY_TYPE = 4;

    private PayloadV3() {}

    /** Takes a text payload apart. */
    static void decodeText(byte[] body, PacketSink sink) throws PacketFormatException {
        String text = new String(body, UTF_8);
        if (text.isEmpty()) {
            throw new PacketFormatException("empty payload");
        }
        int at = 0;
        while (at < text.length()) {
            long length = 0;
            int digits = at;
            for (; at < text.length() && text.charAt(at) != ':'; at++) {
                int digit = text.charAt(at) - '0';
                if (digit < 0 || digit > 9) {
                    throw new PacketFormatException("invalid length");
                }
                length = Math.min(length * 10 + digit, Integer.MAX_VALUE);
            }
            int from = at + 1;
            if (at == digits || at == text.length() || length > text.length() - from) {
                throw new PacketFormatException("invalid length");
            }
            at = from + (int) length;
            if (length > 0 && !decodeTextPacket(text, from, at, sink)) {
                return;
            }
        }
    }

    private static boolean decodeTextPacket(String text, int from, int to, PacketSink sink)
            throws PacketFormatException {
        boolean binary = text.charAt(from) == 'b';
        int digit = binary ? from + 1 : from;
        PacketType type = digit < to ? PacketType.ofDigit(text.charAt(digit)) : null;
        if (type == null) {
            throw new PacketFormatException("unknown packet type");
        }
        byte[] data = wellFormed(text.substring(digit + 1, to)).getBytes(UTF_8);
        return sink.packet(type, binary ? Base64Text.decode(data, 0, data.length) : data, 0, binary);
    }

    /** A length may end within a character's pair; the half of it becomes U+FFFD, as in the reference server. */
    private static String wellFormed(String text) {
        int last = text.length() - 1;
        return last >= 0 && Character.isHighSurrogate(text.charAt(last)) ? text.substring(0, last) + '\ufffd' : text;
    }

    /** Takes a binary payload apart. */
    static void decodeBinary(byte[] body, PacketSink sink) throws PacketFormatException {
        int at = 0;
        while (at < body.length) {
            boolean text = body[at++] == 0;
            long length = 0;
            int digits = at;
            while (true) {
                if (at == body.length || at - digits > MAX_LENGTH_DIGITS) {
                    throw new PacketFormatException("invalid length");
                }
                int digit = body[at++] & 0xff;
                if (digit == 255) {
                    break;
                }
                if (digit > 9) {
                    throw new PacketFormatException("invalid length");
                }
                length = Math.min(length * 10 + digit, Integer.MAX_VALUE);
            }
            if (length > body.length - at || length == 0) {
                throw new PacketFormatException("invalid length");
            }
            int to = at + (int) length;
            PacketType type = text ? PacketType.ofDigit(body[at]) : PacketType.ofDigit('0' + body[at]);
            if (type == null) {
                throw new PacketFormatException("unknown packet type");
            }
            byte[] data = Arrays.copyOfRange(body, at + 1, to);
            if (text && Payload.repairedUtf8(data) != data) {
                throw new PacketFormatException("invalid UTF-8"); // as the reference does, here and nowhere else
            }
            if (!sink.packet(type, data, 0, !text)) {
                return;
            }
            at = to;
        }
    }

    /** Whether one of the packets is binary, so that a peer that takes binary gets a binary payload. */
    static boolean hasBinary(List<OutgoingPacket> packets) {
        for (int i = 0; i < packets.size(); i++) {
            OutgoingMessage message = packets.get(i).message();
            if (message != null && (!message.isText() || message.attachmentCount() > 0)) {
                return true;
            }
        }
        return false;
    }

    /** Writes packets as one text payload. */
    static void encodeText(List<OutgoingPacket> packets, ByteBuf out) {
        for (int i = 0; i < packets.size(); i++) {
            OutgoingPacket packet = packets.get(i);
            OutgoingMessage message = packet.message();
            if (message == null) {
                writeText(packet.type(), packet.data(), out);
                continue;
            }
            if (message.isText()) {
                writeText(PacketType.MESSAGE, message.head(), out);
            } else {
                writeBase64(message.head(), out);
            }
            for (int a = 0; a < message.attachmentCount(); a++) {
                writeBase64(message.attachment(a), out);
            }
        }
    }

    private static void writeText(PacketType type, byte[] utf8, ByteBuf out) {
        writeAscii(Integer.toString(1 + utf16Length(utf8)), out);
        out.writeByte(':');
        out.writeByte(type.digit());
        out.writeBytes(utf8);
    }

    private static void writeBase64(byte[] data, ByteBuf out) {
        byte[] base64 = Base64.getEncoder().encode(data);
        writeAscii(Integer.toString(2 + base64.length), out);
        out.writeByte(':');
        out.writeByte('b');
        out.writeByte(PacketType.MESSAGE.digit());
        out.writeBytes(base64);
    }

    /** Length of UTF-8 in UTF-16 code units: one for each lead byte, two for those of four bytes. */
    static int utf16Length(byte[] utf8) {
        int units = 0;
        for (byte b : utf8) {
            if ((b & 0xc0) != 0x80) {
                units += (b & 0xf8) == 0xf0 ? 2 : 1;
            }
        }
        return units;
    }

    /** Writes packets as one binary payload. */
    static void encodeBinary(List<OutgoingPacket> packets, ByteBuf out) {
        for (int i = 0; i < packets.size(); i++) {
            OutgoingPacket packet = packets.get(i);
            OutgoingMessage message = packet.message();
            if (message == null) {
                writeFramed(0, packet.type().digit(), packet.data(), out);
                continue;
            }
            if (message.isText()) {
                writeFramed(0, PacketType.MESSAGE.digit(), message.head(), out);
            } else {
                writeFramed(1, (byte) BINARY_TYPE, message.head(), out);
            }
            for (int a = 0; a < message.attachmentCount(); a++) {
                writeFramed(1, (byte) BINARY_TYPE, message.attachment(a), out);
            }
        }
    }

    private static void writeFramed(int kind, byte type, byte[] data, ByteBuf out) {
        out.writeByte(kind);
        String length = Integer.toString(1 + data.length);
        for (int i = 0; i < length.length(); i++) {
            out.writeByte(length.charAt(i) - '0');
        }
        out.writeByte(255);
        out.writeByte(type);
        out.writeBytes(data);
    }

    private static void writeAscii(String text, ByteBuf out) {
        out.writeBytes(text.getBytes(US_ASCII));
    }
}
