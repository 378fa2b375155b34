package dev.sockeye.socketio.internal.parser;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sockeye.engineio.EngineMessage;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import org.jspecify.annotations.Nullable;

/** What the tests of the JSON parser say and read in the text of the wire. */
final class WireText {
    private WireText() {}

    static EngineMessage text(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        // Behind a type byte, as it comes from the engine.
        byte[] array = new byte[utf8.length + 1];
        array[0] = '4';
        System.arraycopy(utf8, 0, array, 1, utf8.length);
        return EngineMessage.text(array, 1);
    }

    /** Decodes a text message and the binary ones behind it. */
    static @Nullable SocketPacket decode(PacketParser parser, String text, byte[]... attachments)
            throws PacketFormatException {
        PacketParser.Decoder decoder = parser.newDecoder();
        SocketPacket packet = decoder.decode(text(text));
        for (byte[] attachment : attachments) {
            packet = decoder.decode(EngineMessage.binary(attachment, 0));
        }
        return packet;
    }

    static String text(OutgoingMessage message) {
        return new String(message.head(), UTF_8);
    }
}
