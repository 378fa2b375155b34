package dev.sockeye.engineio.internal.websocket.codec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a message that has arrived. It grows in chunks, each at most {@value #MAX_CHUNK_BYTES} bytes: what a peer
 * merely announces costs no memory, and growing copies nothing. Not thread-safe; owned by a {@link FrameReader}.
 */
final class MessageBuffer {
    static final int MAX_CHUNK_BYTES = 64 * 1024;

    /** First chunk of a message of unknown length. */
    private static final int MIN_CHUNK_BYTES = 256;

    private static final byte[] NO_CHUNK = {};

    private final int maxBytes;
    private final Utf8Validator utf8 = new Utf8Validator();

    /** Whether the message is text, to be validated as it grows. */
    private boolean text;
    /** Chunks that are full, in order; null until a message needs a second one. */
    private @Nullable List<byte[]> fullChunks;
    /** The chunk being filled, and how far it is. */
    private byte[] chunk = NO_CHUNK;

    private int chunkBytes;
    /** Bytes in all chunks. */
    private int size;

    MessageBuffer(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Begins a message; the previous one has been taken or cleared. */
    void begin(boolean isText) {
        text = isText;
        utf8.reset();
    }

    int size() {
        return size;
    }

    /** Bytes of memory in all chunks, filled or not. */
    int heldBytes() {
        return size - chunkBytes + chunk.length;
    }

    /** A chunk with room for at least one byte at {@link #position()}, sized for {@code announced} bytes to come. */
    byte[] chunkFor(int announced) {
        return chunkBytes < chunk.length ? chunk : addChunk(announced);
    }

    /** As {@link #chunkFor} where it is unknown how much will come: chunks then double in size. */
    byte[] chunkForMore(int announced) {
        return chunkFor(Math.max(announced, Math.max(size, MIN_CHUNK_BYTES)));
    }

    private byte[] addChunk(int announced) {
        if (chunkBytes > 0) {
            if (fullChunks == null) {
                fullChunks = new ArrayList<>();
            }
            fullChunks.add(chunk);
        }
        chunk = new byte[Math.min(announced, MAX_CHUNK_BYTES)];
        chunkBytes = 0;
        return chunk;
    }

    int position() {
        return chunkBytes;
    }

    /** Free bytes of the chunk, but never more than one byte above the limit. */
    int space() {
        return Math.min(chunk.length - chunkBytes, maxBytes - size + 1);
    }

    /** Says that {@code count} bytes were put at {@link #position()}. */
    void advance(int count) throws WebSocketException {
        if (count > maxBytes - size) {
            throw WebSocketException.maxPayloadSizeExceeded();
        }
        if (text && !utf8.accept(chunk, chunkBytes, chunkBytes + count)) {
            throw WebSocketException.invalidData("Invalid UTF-8 sequence");
        }
        chunkBytes += count;
        size += count;
    }

    /** The whole message; the buffer is empty afterwards and has no hold of the array. */
    byte[] take() throws WebSocketException {
        if (text && !utf8.isComplete()) {
            throw WebSocketException.invalidData("Invalid UTF-8 sequence");
        }
        byte[] message = fullChunks == null && chunkBytes == chunk.length ? chunk : join();
        clear();
        return message;
    }

    private byte[] join() {
        byte[] message = new byte[size];
        int at = 0;
        if (fullChunks != null) {
            for (byte[] full : fullChunks) {
                System.arraycopy(full, 0, message, at, full.length);
                at += full.length;
            }
        }
        System.arraycopy(chunk, 0, message, at, chunkBytes);
        return message;
    }

    /** Drops what has arrived. */
    void clear() {
        fullChunks = null;
        chunk = NO_CHUNK;
        chunkBytes = 0;
        size = 0;
    }
}
