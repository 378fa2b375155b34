package dev.sockeye.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A WebSocket frame from the server.
 *
 * @param opcode its opcode
 * @param payload its payload
 */
public record Frame(int opcode, byte[] payload) {
    /** The opcode of a close frame. */
    public static final int CLOSE = 8;

    /** The opcode of a pong. */
    public static final int PONG = 10;

    /** The payload as text. */
    public String text() {
        return new String(payload, UTF_8);
    }

    /** Of a close frame: its code, 1005 if it has none. */
    public int closeCode() {
        return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
    }
}
