package dev.sockeye.bench.wire;

import io.netty.buffer.ByteBuf;

/** Walks over the WebSocket frames of a buffer without copying. Not thread-safe; one per event loop is enough. */
public final class FrameCursor {

    private int opcode;
    private int payloadIndex;
    private int payloadLength;

    /**
     * Moves behind the next frame and unmasks it in place.
     *
     * @return false, with the buffer untouched, when the frame is not complete
     * @throws IllegalStateException if the frame is fragmented or longer than an {@code int}
     */
    public boolean next(ByteBuf in) {
        int start = in.readerIndex();
        int available = in.readableBytes();
        if (available < 2) {
            return false;
        }
        int first = in.getUnsignedByte(start);
        int second = in.getUnsignedByte(start + 1);
        int length = second & 0x7f;
        int headerLength = 2;
        if (length == 126) {
            headerLength = 4;
            if (available < headerLength) {
                return false;
            }
            length = in.getUnsignedShort(start + 2);
        } else if (length == 127) {
            headerLength = 10;
            if (available < headerLength) {
                return false;
            }
            length = Math.toIntExact(in.getLong(start + 2));
        }
        boolean masked = (second & 0x80) != 0;
        if (masked) {
            headerLength += 4;
        }
        if (available - headerLength < length) {
            return false;
        }
        if ((first & 0xf0) != 0x80) {
            throw new IllegalStateException("frame starts with 0x%02x (expected: a final frame)".formatted(first));
        }
        opcode = first & 0x0f;
        payloadIndex = start + headerLength;
        payloadLength = length;
        if (masked) {
            WebSocketFrames.xor(in, payloadIndex, length, in.getInt(payloadIndex - 4));
        }
        in.readerIndex(payloadIndex + length);
        return true;
    }

    public int opcode() {
        return opcode;
    }

    public int payloadIndex() {
        return payloadIndex;
    }

    public int payloadLength() {
        return payloadLength;
    }
}
