package dev.sockeye.engineio.internal.polling;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sockeye.engineio.protocol.PacketFormatException;
import dev.sockeye.engineio.protocol.PacketType;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/**
 * Says what our decoders make of bodies, to be compared with the published ones. Reads lines {@code <kind> <base64 of the
 * body>}; writes for each {@code +} or {@code -}, and a field for each packet: its type, {@code b} if it is binary, and its
 * data in base64.
 */
public final class PayloadAnswers {
    private PayloadAnswers() {}

    /** Answers until there is no more. */
    public static void main(String... args) throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
                BufferedWriter out = new BufferedWriter(new OutputStreamWriter(System.out, US_ASCII), 1 << 16)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int space = line.indexOf(' ');
                out.write(answer(line.substring(0, space), Base64.getDecoder().decode(line.substring(space + 1))));
                out.write('\n');
                if (!in.ready()) {
                    out.flush(); // who asks may wait for all answers before asking more
                }
            }
        }
    }

    private static String answer(String kind, byte[] body) {
        StringBuilder packets = new StringBuilder();
        PacketSink sink = (type, data, offset, binary) -> {
            packets.append('\t').append(name(type)).append(binary ? ",b," : ",,");
            packets.append(Base64.getEncoder().encodeToString(Arrays.copyOfRange(data, offset, data.length)));
            return true;
        };
        try {
            switch (kind) {
                case "v4" -> Payload.decode(body, sink);
                case "v3-text" -> PayloadV3.decodeText(body, sink);
                case "v3-binary" -> PayloadV3.decodeBinary(body, sink);
                case "jsonp" -> Payload.decode(Jsonp.decode(body), sink);
                default -> throw new IllegalArgumentException("kind: " + kind);
            }
            return "+" + packets;
        } catch (PacketFormatException e) {
            return "-" + packets;
        }
    }

    private static String name(PacketType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
