package dev.sockeye.engineio.internal.websocket.codec;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of permessage-deflate (RFC 7692, section 7.2.2). It inflates as the bytes arrive into a {@link
 * MessageBuffer}, which ends the matter one byte above its limit, so a bomb costs no more than a message of the limit's
 * size. The native state (about 40 KiB) exists from the first compressed message until {@link #release()}. Not
 * thread-safe; owned by a {@link FrameReader}.
 */
public final class Inflation {
    /** What the sender cut off the end of each message. */
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

    private final boolean contextTakeover;
    private @Nullable Inflater inflater;

    Inflation(boolean contextTakeover) {
        this.contextTakeover = contextTakeover;
    }

    /** Inflates a part of the current message. */
    void inflate(byte[] compressed, MessageBuffer message) throws WebSocketException {
        Inflater current = inflater;
        if (current == null) {
            current = new Inflater(true);
            inflater = current;
        }
        current.setInput(compressed);
        try {
            while (true) {
                byte[] chunk = message.chunkForMore(compressed.length);
                int count = current.inflate(chunk, message.position(), message.space());
                message.advance(count);
                if (current.finished()) { // a block marked as the last one, which a message may contain anywhere
                    restart(current, compressed);
                } else if (count == 0) {
                    return; // all input taken
                }
            }
        } catch (DataFormatException e) {
            throw WebSocketException.invalidData("Invalid compressed data");
        }
    }

    private static void restart(Inflater current, byte[] compressed) {
        int left = current.getRemaining();
        current.reset();
        current.setInput(compressed, compressed.length - left, left);
    }

    /** Ends the current message. */
    void endMessage(MessageBuffer message) throws WebSocketException {
        inflate(TAIL, message);
        if (!contextTakeover && inflater != null) {
            inflater.reset();
        }
    }

    /** Frees the native state. Idempotent. */
    void release() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
    }
}
