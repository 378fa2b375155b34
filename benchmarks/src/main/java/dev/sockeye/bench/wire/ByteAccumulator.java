package dev.sockeye.bench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the incomplete end of what a channel has read until the rest arrives. Holds no buffer while nothing is
 * incomplete. Not thread-safe; owned by a channel's handler.
 */
public final class ByteAccumulator {

    private static final int MINIMUM_CAPACITY = 32 * 1024;

    private @Nullable ByteBuf rest;

    /** Takes over {@code read} and returns the bytes to parse, which go to {@link #keep} afterwards. */
    public ByteBuf append(ByteBuf read) {
        ByteBuf kept = rest;
        if (kept == null) {
            return read;
        }
        rest = null;
        kept.writeBytes(read);
        read.release();
        return kept;
    }

    /** Keeps what the parser left readable and releases the buffer when nothing is left. */
    public void keep(ByteBuf parsed, ByteBufAllocator allocator) {
        if (!parsed.isReadable()) {
            parsed.release();
            return;
        }
        ByteBuf kept = allocator.directBuffer(Math.max(MINIMUM_CAPACITY, 2 * parsed.readableBytes()));
        kept.writeBytes(parsed);
        parsed.release();
        rest = kept;
    }

    public void release() {
        ByteBuf kept = rest;
        if (kept != null) {
            rest = null;
            kept.release();
        }
    }
}
