package dev.sockeye.engineio.internal.websocket.codec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** RFC 6455 read slowly and literally, from a stream of whole frames that is all there: the model for a property test. */
final class NaiveReader {
    private static final List<Integer> OPCODES = List.of(0, 1, 2, 8, 9, 10);
    private static final List<String> TAILS = tails();

    private NaiveReader() {}

    static List<String> events(byte[] stream, int maxMessageBytes, int maxFragments) {
        List<String> events = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(stream);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        int messageOpcode = 0;
        int fragments = 0;
        while (in.hasRemaining()) {
            int first = in.get() & 0xFF;
            int second = in.get() & 0xFF;
            long length = second % 128;
            if (length == 126) {
                length = in.getShort() & 0xFFFF;
            } else if (length == 127) {
                length = in.getLong();
            }
            byte[] key = new byte[4];
            in.get(key);
            byte[] payload = new byte[(int) length];
            in.get(payload);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= key[i % 4];
            }

            boolean fin = first >= 128;
            int opcode = first % 16;
            boolean control = opcode >= 8;
            boolean broken = first / 16 % 8 != 0
                    || !OPCODES.contains(opcode)
                    || control && (!fin || length > 125)
                    || !control && (opcode == 0) != (messageOpcode != 0);
            if (broken) {
                return failed(events, 1002);
            }
            if (control) {
                if (opcode == 8) {
                    return close(events, payload);
                }
                events.add((opcode == 9 ? "ping " : "pong ") + HexFormat.of().formatHex(payload));
                continue;
            }
            if (opcode != 0) {
                messageOpcode = opcode;
                fragments = 0;
            }
            fragments++;
            message.writeBytes(payload);
            if (fragments > maxFragments || message.size() > maxMessageBytes) {
                return failed(events, 1009);
            }
            byte[] soFar = message.toByteArray();
            if (messageOpcode == 1 && !(fin ? isUtf8(soFar) : canBecomeUtf8(soFar))) {
                return failed(events, 1007);
            }
            if (fin) {
                events.add(
                        messageOpcode == 1
                                ? "text " + new String(soFar, StandardCharsets.UTF_8)
                                : "binary " + HexFormat.of().formatHex(soFar));
                message.reset();
                messageOpcode = 0;
            }
        }
        return events;
    }

    private static List<String> close(List<String> events, byte[] payload) {
        if (payload.length == 0) {
            events.add("close 1005 ");
            return events;
        }
        int code = payload.length == 1 ? 0 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        boolean ofTheProtocol =
                code >= 1000 && code <= 1014 && !List.of(1004, 1005, 1006).contains(code);
        if (!ofTheProtocol && (code < 3000 || code > 4999)) {
            return failed(events, 1002);
        }
        byte[] reason = new byte[payload.length - 2];
        System.arraycopy(payload, 2, reason, 0, reason.length);
        if (!isUtf8(reason)) {
            return failed(events, 1007);
        }
        events.add("close " + code + " " + new String(reason, StandardCharsets.UTF_8));
        return events;
    }

    private static List<String> failed(List<String> events, int code) {
        events.add("failed " + code);
        return events;
    }

    static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** Whether some bytes can be appended that make it UTF-8: tries the ends that matter. */
    static boolean canBecomeUtf8(byte[] bytes) {
        for (String tail : TAILS) {
            if (isUtf8(Wire.join(bytes, Wire.hex(tail)))) {
                return true;
            }
        }
        return false;
    }

    private static List<String> tails() {
        List<String> tails = new ArrayList<>(List.of(""));
        for (int i = 0; i < tails.size() && tails.get(i).length() < 6; i++) {
            for (String next : List.of("80", "90", "a0", "bf")) {
                tails.add(tails.get(i) + next);
            }
        }
        return tails;
    }
}
