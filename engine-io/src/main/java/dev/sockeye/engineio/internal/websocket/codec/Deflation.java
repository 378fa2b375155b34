package dev.sockeye.engineio.internal.websocket.codec;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of permessage-deflate (RFC 7692, section 7.2.1). The native state (about 256 KiB) exists from the
 * first compressed message until {@link #release()}. Not thread-safe; owned by the connection's event loop.
 */
public final class Deflation {
    /** What a sync flush ends with and a message does not carry. */
    private static final int TAIL = 0x0000FFFF;

    /** A flush into less room than this could leave its marker half-written and write another. */
    private static final int MIN_SPACE_BYTES = 64;

    private static final int MAX_STEP_BYTES = 64 * 1024;

    private final int thresholdBytes;
    private final int level;
    private final boolean contextTakeover;
    private @Nullable Deflater deflater;
    private boolean released;

    Deflation(int thresholdBytes, int level, boolean contextTakeover) {
        this.thresholdBytes = thresholdBytes;
        this.level = level;
        this.contextTakeover = contextTakeover;
    }

    /** Whether a message of this size is worth compressing; a smaller one is sent as it is, with RSV1 clear. */
    public boolean isWorthwhile(int payloadBytes) {
        return payloadBytes >= thresholdBytes;
    }

    /**
     * Appends the compressed message to {@code out}, to be sent in a frame with RSV1 set. Messages must be sent in the
     * order in which they were compressed.
     *
     * @param payload the message; neither its indices nor its reference count change
     * @throws IllegalStateException after {@link #release()}
     */
    public void deflate(ByteBuf payload, ByteBuf out) {
        if (released) {
            throw new IllegalStateException("deflate after release");
        }
        if (!payload.isReadable()) {
            out.writeByte(0); // an empty stored block without its tail (section 7.2.3.6)
            return;
        }
        Deflater current = deflater;
        if (current == null) {
            current = new Deflater(level, true);
            deflater = current;
        }
        ByteBuffer[] parts = payload.nioBuffers();
        for (int i = 0; i < parts.length; i++) {
            current.setInput(parts[i]);
            int flush = i < parts.length - 1 ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH;
            drain(current, flush, parts[i].remaining(), out);
        }
        cutTail(out);
        if (!contextTakeover) {
            current.reset();
        }
    }

    private static void drain(Deflater deflater, int flush, int expected, ByteBuf out) {
        int step = Math.min(MAX_STEP_BYTES, Math.max(MIN_SPACE_BYTES, expected / 2));
        while (true) {
            out.ensureWritable(step);
            int space = out.writableBytes();
            int count = deflater.deflate(out.nioBuffer(out.writerIndex(), space), flush);
            out.writerIndex(out.writerIndex() + count);
            if (count < space) {
                return;
            }
        }
    }

    private static void cutTail(ByteBuf out) {
        int end = out.writerIndex() - 4;
        assert out.getInt(end) == TAIL : "a sync flush ends with 00 00 FF FF";
        out.writerIndex(end);
    }

    /** Frees the native state. Idempotent. */
    public void release() {
        released = true;
        if (deflater != null) {
            deflater.end();
            deflater = null;
        }
    }
}
