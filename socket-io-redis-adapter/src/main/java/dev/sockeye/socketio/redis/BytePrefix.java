package dev.sockeye.socketio.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Looks for marks at both ends of a message. */
final class BytePrefix {
    /** There if acknowledgements are wanted, which servers without the room answer to, too. */
    static final byte[] REQUEST_ID = "\"requestId\":".getBytes(StandardCharsets.US_ASCII);

    private static final int HEAD = 256;
    private static final int TAIL = 4096;

    private BytePrefix() {}

    static boolean startsWith(byte[] message, byte[] prefix) {
        return message.length >= prefix.length && Arrays.equals(message, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** Whether a mark is near the beginning. */
    static boolean containsEarly(byte[] message, byte[] mark) {
        return contains(message, mark, 0, Math.min(message.length, HEAD));
    }

    /** Whether a mark is near the end. */
    static boolean containsLate(byte[] message, byte[] mark) {
        return contains(message, mark, Math.max(0, message.length - TAIL), message.length);
    }

    private static boolean contains(byte[] message, byte[] mark, int from, int to) {
        for (int i = from; i <= to - mark.length; i++) {
            if (message[i] == mark[0] && Arrays.equals(message, i, i + mark.length, mark, 0, mark.length)) {
                return true;
            }
        }
        return false;
    }
}
