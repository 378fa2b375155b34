package dev.sockeye.bench.load;

import dev.sockeye.bench.wire.WebSocketFrames;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The frames that a client has to receive, over and over in the same order. Immutable. */
final class Replies {

    /** Frames whose bytes are compared; the lengths of all later ones are. */
    private static final int COMPARED_FRAMES = 4;

    private final int[] opcodes;
    private final byte[][] payloads;

    private Replies(int[] opcodes, byte[][] payloads) {
        this.opcodes = opcodes;
        this.payloads = payloads;
    }

    static Replies texts(List<String> packets) {
        int[] opcodes = new int[packets.size()];
        byte[][] payloads = new byte[packets.size()][];
        for (int i = 0; i < opcodes.length; i++) {
            opcodes[i] = WebSocketFrames.TEXT;
            payloads[i] = packets.get(i).getBytes(StandardCharsets.UTF_8);
        }
        return new Replies(opcodes, payloads);
    }

    static Replies withAttachment(String packet, byte[] attachment) {
        return new Replies(
                new int[] {WebSocketFrames.TEXT, WebSocketFrames.BINARY},
                new byte[][] {packet.getBytes(StandardCharsets.UTF_8), attachment});
    }

    /** The number of frames until the sequence begins again. */
    int size() {
        return payloads.length;
    }

    /** Compares the {@code number}th frame of a connection; null if it is the right one. */
    @Nullable
    String check(long number, ByteBuf in, int opcode, int index, int length) {
        int position = (int) (number % payloads.length);
        byte[] expected = payloads[position];
        if (opcode == opcodes[position] && length == expected.length) {
            if (number >= COMPARED_FRAMES || equalBytes(in, index, expected)) {
                return null;
            }
        }
        return "wrong reply: %s (expected: %s)"
                .formatted(
                        shorten(in.toString(index, length, StandardCharsets.UTF_8)),
                        shorten(new String(expected, StandardCharsets.UTF_8)));
    }

    private static boolean equalBytes(ByteBuf in, int index, byte[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (in.getByte(index + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private static String shorten(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "... (" + text.length() + ")" : text;
    }
}
