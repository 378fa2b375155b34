package dev.sockeye.bench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes WebSocket frames; every message is one final frame without extensions. */
public final class WebSocketFrames {

    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    /** Most bytes before the payload of a client's frame. */
    public static final int MAX_HEADER_BYTES = 14;

    /** Any key serves a measurement; this one has four different bytes. */
    private static final int MASK = 0x1f2e3d4c;

    private WebSocketFrames() {}

    /** Writes the header of an unmasked frame. */
    public static void writeHeader(ByteBuf out, int opcode, int length) {
        writeHeader(out, opcode, length, 0);
    }

    private static void writeHeader(ByteBuf out, int opcode, int length, int maskBit) {
        out.writeByte(0x80 | opcode);
        if (length < 126) {
            out.writeByte(maskBit | length);
        } else if (length < 1 << 16) {
            out.writeByte(maskBit | 126).writeShort(length);
        } else {
            out.writeByte(maskBit | 127).writeLong(length);
        }
    }

    /** A client's frame, to be sent again and again: direct and never released. */
    public static ByteBuf maskedFrame(int opcode, byte[] payload) {
        ByteBuf frame = permanentBuffer(payload.length + MAX_HEADER_BYTES);
        writeMasked(frame, opcode, payload);
        return Unpooled.unreleasableBuffer(frame);
    }

    /** A direct buffer that the garbage collector frees, so that nobody misses a release. */
    public static ByteBuf permanentBuffer(int capacity) {
        return Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(capacity)).clear();
    }

    public static ByteBuf maskedText(String payload) {
        return maskedFrame(TEXT, payload.getBytes(StandardCharsets.UTF_8));
    }

    public static void writeMasked(ByteBuf out, int opcode, byte[] payload) {
        writeHeader(out, opcode, payload.length, 0x80);
        out.writeInt(MASK);
        int start = out.writerIndex();
        out.writeBytes(payload);
        xor(out, start, payload.length, MASK);
    }

    /** Masks or unmasks in place. */
    public static void xor(ByteBuf buffer, int index, int length, int mask) {
        int i = index;
        int end = index + length;
        long wide = (long) mask << 32 | mask & 0xffff_ffffL;
        for (; i + 8 <= end; i += 8) {
            buffer.setLong(i, buffer.getLong(i) ^ wide);
        }
        for (int shift = 24; i < end; i++, shift = shift == 0 ? 24 : shift - 8) {
            buffer.setByte(i, buffer.getByte(i) ^ mask >>> shift);
        }
    }
}
