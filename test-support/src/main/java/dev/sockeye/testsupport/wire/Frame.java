package dev.sockeye.testsupport.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A WebSocket frame of the server.
 *
 * @param first its first byte: FIN, RSV and opcode
 * @param payload its payload
 */
public record Frame(int first, byte[] payload) {
    /** The opcode of a text frame. */
    public static final int TEXT = 1;

    /** The opcode of a close frame. */
    public static final int CLOSE = 8;

    /** The opcode of a pong. */
    public static final int PONG = 10;

    /** Reads a frame without a mask. */
    public static Frame read(InputStream input) throws IOException {
        DataInputStream in = new DataInputStream(input);
        int first = in.readUnsignedByte();
        long length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        return new Frame(first, payload);
    }

    /** The opcode. */
    public int opcode() {
        return first & 0xF;
    }

    /** The payload as text. */
    public String text() {
        return new String(payload, UTF_8);
    }

    /** Of a close frame: its code, 1005 if it has none. */
    public int closeCode() {
        return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
    }
}
