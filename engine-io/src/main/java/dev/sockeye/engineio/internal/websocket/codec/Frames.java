package dev.sockeye.engineio.internal.websocket.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;

/**
 * Writes the frames of a server: whole, unmasked messages and control frames. So that header and payload leave in one
 * contiguous buffer without a copy, the header is put in front of a payload that has already been written:
 *
 * <pre>{@code
 * ByteBuf frame = allocator.buffer();
 * Frames.reserveHeader(frame);
 * codec.encode(packet, frame);
 * Frames.prependTextHeader(frame);
 * }</pre>
 */
public final class Frames {
    /** The longest header of an unmasked frame. */
    public static final int MAX_HEADER_BYTES = 10;

    private static final int FIN = 0x80;
    private static final int RSV1 = 0x40;
    private static final int MAX_REASON_BYTES = 123;

    private Frames() {}

    /** The length of the header of an unmasked frame: 2, 4 or 10. */
    public static int headerBytes(int payloadBytes) {
        return payloadBytes < 126 ? 2 : payloadBytes <= 0xFFFF ? 4 : MAX_HEADER_BYTES;
    }

    /** Prepares an empty buffer for a payload with room for a header in front of it. */
    public static void reserveHeader(ByteBuf frame) {
        frame.ensureWritable(MAX_HEADER_BYTES);
        frame.setIndex(MAX_HEADER_BYTES, MAX_HEADER_BYTES);
    }

    /**
     * Makes the readable bytes of {@code frame} a text message by putting a header right in front of them, into bytes
     * that are before the reader index (at least {@link #headerBytes} of them).
     */
    public static void prependTextHeader(ByteBuf frame) {
        prepend(frame, FIN | Opcode.TEXT);
    }

    /** As {@link #prependTextHeader} for a binary message. */
    public static void prependBinaryHeader(ByteBuf frame) {
        prepend(frame, FIN | Opcode.BINARY);
    }

    /** As {@link #prependTextHeader} for a text message that a {@link Deflation} compressed. */
    public static void prependCompressedTextHeader(ByteBuf frame) {
        prepend(frame, FIN | RSV1 | Opcode.TEXT);
    }

    /** As {@link #prependTextHeader} for a binary message that a {@link Deflation} compressed. */
    public static void prependCompressedBinaryHeader(ByteBuf frame) {
        prepend(frame, FIN | RSV1 | Opcode.BINARY);
    }

    private static void prepend(ByteBuf frame, int first) {
        int payloadBytes = frame.readableBytes();
        int end = frame.writerIndex();
        int start = frame.readerIndex() - headerBytes(payloadBytes);
        frame.setIndex(start, start);
        writeHeader(frame, first, payloadBytes);
        frame.writerIndex(end);
    }

    /** Appends the header of a text message whose payload travels in a buffer of its own. */
    public static void writeTextHeader(ByteBuf out, int payloadBytes) {
        writeHeader(out, FIN | Opcode.TEXT, payloadBytes);
    }

    /** Appends the header of a binary message whose payload travels in a buffer of its own. */
    public static void writeBinaryHeader(ByteBuf out, int payloadBytes) {
        writeHeader(out, FIN | Opcode.BINARY, payloadBytes);
    }

    private static void writeHeader(ByteBuf out, int first, int payloadBytes) {
        if (payloadBytes < 126) {
            out.writeShort(first << 8 | payloadBytes);
        } else if (payloadBytes <= 0xFFFF) {
            out.writeInt(first << 24 | 126 << 16 | payloadBytes);
        } else {
            out.writeShort(first << 8 | 127);
            out.writeLong(payloadBytes);
        }
    }

    /** A text message. The caller releases the frame, as all those below. */
    public static ByteBuf text(ByteBufAllocator allocator, byte[] utf8) {
        return frame(allocator, FIN | Opcode.TEXT, utf8);
    }

    /** A binary message. */
    public static ByteBuf binary(ByteBufAllocator allocator, byte[] bytes) {
        return frame(allocator, FIN | Opcode.BINARY, bytes);
    }

    /** A ping with at most 125 bytes. */
    public static ByteBuf ping(ByteBufAllocator allocator, byte[] bytes) {
        return control(allocator, Opcode.PING, bytes);
    }

    /** A pong with the bytes of the ping it answers. */
    public static ByteBuf pong(ByteBufAllocator allocator, byte[] bytes) {
        return control(allocator, Opcode.PONG, bytes);
    }

    /** A close frame without a code, which the peer sees as 1005. */
    public static ByteBuf close(ByteBufAllocator allocator) {
        return frame(allocator, FIN | Opcode.CLOSE, new byte[0]);
    }

    /**
     * A close frame.
     *
     * @param code one that {@link CloseCodes#isSendable may be sent}
     * @param reason at most 123 bytes of UTF-8
     */
    public static ByteBuf close(ByteBufAllocator allocator, int code, String reason) {
        if (!CloseCodes.isSendable(code)) {
            throw new IllegalArgumentException("code: " + code + " (expected: 1000-1014, 3000-4999, not reserved)");
        }
        int reasonBytes = ByteBufUtil.utf8Bytes(reason);
        if (reasonBytes > MAX_REASON_BYTES) {
            throw new IllegalArgumentException("reason: " + reasonBytes + " bytes (expected: <= 123)");
        }
        ByteBuf frame = allocator.buffer(4 + reasonBytes);
        writeHeader(frame, FIN | Opcode.CLOSE, 2 + reasonBytes);
        frame.writeShort(code);
        ByteBufUtil.writeUtf8(frame, reason);
        return frame;
    }

    private static ByteBuf control(ByteBufAllocator allocator, int opcode, byte[] bytes) {
        if (bytes.length > 125) {
            throw new IllegalArgumentException("bytes: " + bytes.length + " (expected: <= 125)");
        }
        return frame(allocator, FIN | opcode, bytes);
    }

    private static ByteBuf frame(ByteBufAllocator allocator, int first, byte[] payload) {
        ByteBuf frame = allocator.buffer(headerBytes(payload.length) + payload.length);
        writeHeader(frame, first, payload.length);
        return frame.writeBytes(payload);
    }
}
