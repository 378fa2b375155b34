package dev.sockeye.testsupport.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** WebSocket frames as a client sends them, right or wrong. */
public final class ClientFrames {
    private static final byte[] MASK = {0x5a, 0x13, 0x7f, 0x21};
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;

    private ClientFrames() {}

    /** A text message. */
    public static byte[] text(String text) {
        return frame(FIN | 1, text.getBytes(UTF_8));
    }

    /** A binary message. */
    public static byte[] binary(byte... payload) {
        return frame(FIN | 2, payload);
    }

    /** A close frame. */
    public static byte[] close(int code, byte... reason) {
        return frame(
                FIN | 8,
                ByteBuffer.allocate(2 + reason.length)
                        .putShort((short) code)
                        .put(reason)
                        .array());
    }

    /** A masked frame with any first byte. */
    public static byte[] frame(int first, byte... payload) {
        byte[] head = head(first, payload.length);
        byte[] frame = new byte[head.length + payload.length];
        System.arraycopy(head, 0, frame, 0, head.length);
        for (int i = 0; i < payload.length; i++) {
            frame[head.length + i] = (byte) (payload[i] ^ MASK[i & 3]);
        }
        return frame;
    }

    /** The head of a masked frame that announces so many bytes. */
    public static byte[] head(int first, long length) {
        ByteBuffer head = ByteBuffer.allocate(14).put((byte) first);
        if (length >= 0 && length < 126) {
            head.put((byte) (MASKED | (int) length));
        } else if (length >= 0 && length < 65536) {
            head.put((byte) (MASKED | 126)).putShort((short) length);
        } else {
            head.put((byte) (MASKED | 127)).putLong(length);
        }
        head.put(MASK).flip();
        byte[] bytes = new byte[head.remaining()];
        head.get(bytes);
        return bytes;
    }

    /** A frame without a mask, which no client may send. */
    public static byte[] unmasked(int first, byte... payload) {
        if (payload.length > 125) {
            throw new IllegalArgumentException("payload: " + payload.length + " bytes (expected: at most 125)");
        }
        byte[] frame = new byte[2 + payload.length];
        frame[0] = (byte) first;
        frame[1] = (byte) payload.length;
        System.arraycopy(payload, 0, frame, 2, payload.length);
        return frame;
    }

    /** All of them, one behind the other. */
    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
