package dev.sockeye.conformance.parser;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sockeye.engineio.EngineMessage;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.parser.Parsers;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Says what a parser of ours, {@code json} or {@code msgpack}, makes of messages. Reads lines {@code <attachments> <base64 of
 * the message>}; attachment i is the one byte i. Writes for each {@code -<tab><message>} if it is refused, {@code ?} if it
 * waits for more, else {@code +<tab><packet><tab><packet>}: the packet as it is written again after its arguments were read,
 * and after they were passed on; each packet is base64 of its message and of its attachments, with commas.
 */
public final class ParserAnswers {
    private final PacketParser parser;
    private final boolean text;

    private ParserAnswers(boolean text) {
        this.text = text;
        parser = text ? Parsers.json() : Parsers.msgpack();
    }

    /** Answers until there is no more. */
    public static void main(String... args) throws IOException {
        ParserAnswers answers = new ParserAnswers(args[0].equals("json"));
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
                BufferedWriter out = new BufferedWriter(new OutputStreamWriter(System.out, US_ASCII), 1 << 16)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int space = line.indexOf(' ');
                byte[] message = Base64.getDecoder().decode(line.substring(space + 1));
                out.write(answers.answer(message, Integer.parseInt(line.substring(0, space))));
                out.write('\n');
                if (!in.ready()) {
                    out.flush(); // who asks may wait for all answers before asking more
                }
            }
        }
    }

    private String answer(byte[] message, int attachments) {
        PacketParser.Decoder decoder = parser.newDecoder();
        SocketPacket packet;
        try {
            packet = decoder.decode(text ? EngineMessage.text(message, 0) : EngineMessage.binary(message, 0));
            for (int i = 0; i < attachments; i++) {
                packet = decoder.decode(EngineMessage.binary(new byte[] {(byte) i}, 0));
            }
        } catch (PacketFormatException e) {
            return "-\t" + e.getMessage();
        }
        if (packet == null) {
            return "?";
        }
        return "+\t" + written(packet, false) + "\t" + written(packet, true);
    }

    private String written(SocketPacket packet, boolean raw) {
        SocketPacket copy =
                switch (packet.type()) {
                    case CONNECT ->
                        new SocketPacket.Connect(
                                packet.namespace(), copy(((SocketPacket.Connect) packet).payload(), raw));
                    case DISCONNECT -> packet;
                    case EVENT -> {
                        SocketPacket.Event event = (SocketPacket.Event) packet;
                        yield new SocketPacket.Event(event.namespace(), event.ackId(), copy(event.args(), raw));
                    }
                    case ACK -> {
                        SocketPacket.Ack ack = (SocketPacket.Ack) packet;
                        yield new SocketPacket.Ack(ack.namespace(), ack.ackId(), copy(ack.args(), raw));
                    }
                    case CONNECT_ERROR ->
                        new SocketPacket.ConnectError(
                                packet.namespace(), copy(((SocketPacket.ConnectError) packet).payload(), raw));
                };
        OutgoingMessage message = parser.encode(copy);
        StringBuilder line = new StringBuilder(base64(message.head()));
        for (int i = 0; i < message.attachmentCount(); i++) {
            line.append(',').append(base64(message.attachment(i)));
        }
        return line.toString();
    }

    private static PacketArgs copy(PacketArgs args, boolean raw) {
        @Nullable Object[] values = new Object[args.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = raw ? args.raw(i) : args.value(i);
        }
        return PacketArgs.of(values);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
