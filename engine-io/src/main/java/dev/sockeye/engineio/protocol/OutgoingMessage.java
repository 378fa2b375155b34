package dev.sockeye.engineio.protocol;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message of the layer above on its way out: a text or a binary message, and binary messages that belong directly
 * behind it (the attachments of a Socket.IO packet). The parts leave together and in order, or not at all.
 *
 * <p>Immutable but for the frame cache, and free of reference counts: it may be created on any thread, sent to any
 * number of sessions and forgotten. Arrays are not copied: the caller must not change them afterwards.
 *
 * <p>{@link #shared()} makes a view for sending to many sessions of one event loop; only such a view keeps finished
 * frames, and only from its first use until {@link #release()}, both on that loop.
 */
public final class OutgoingMessage {
    private static final byte[][] NONE = {};
    private static final @Nullable ByteBuf[] NO_FRAMES = {};

    private final byte[] head;
    private final boolean headIsText;
    private final byte[][] attachments;
    private final boolean compress;
    /** Whether frames are kept; not any more after the release. */
    private boolean shared;

    private final @Nullable ByteBuf[] frames;

    private OutgoingMessage(byte[] head, boolean headIsText, byte[][] attachments, boolean compress, boolean shared) {
        this.head = head;
        this.headIsText = headIsText;
        this.attachments = attachments;
        this.compress = compress;
        this.shared = shared;
        this.frames = shared ? new ByteBuf[FrameFormat.values().length] : NO_FRAMES;
    }

    /** The wire formats of a WebSocket message, each cached once by a {@link #shared()} view. */
    public enum FrameFormat {
        /** Revision 4, binary as raw frames. */
        V4,
        /** Revision 4 for peers that take no binary: base64 in text frames. */
        V4_BASE64,
        /** Revision 3, binary frames start with the type byte 4. */
        V3,
        /** Revision 3 for peers that take no binary. */
        V3_BASE64
    }

    /** A text message. */
    public static OutgoingMessage text(String text) {
        return text(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A text message given as UTF-8. */
    public static OutgoingMessage text(byte[] utf8) {
        return new OutgoingMessage(requireNonNull(utf8, "utf8"), true, NONE, true, false);
    }

    /** A binary message. */
    public static OutgoingMessage binary(byte[] data) {
        return new OutgoingMessage(requireNonNull(data, "data"), false, NONE, true, false);
    }

    /** A text message followed by binary ones. */
    public static OutgoingMessage textWithAttachments(byte[] utf8, List<byte[]> attachments) {
        return new OutgoingMessage(
                requireNonNull(utf8, "utf8"),
                true,
                attachments.isEmpty() ? NONE : attachments.toArray(new byte[0][]),
                true,
                false);
    }

    /** The same message with the compression flag set: false asks not to compress (default true). */
    public OutgoingMessage compress(boolean value) {
        return value == compress ? this : new OutgoingMessage(head, headIsText, attachments, value, false);
    }

    /** A view for one event loop that keeps finished frames until {@link #release()}. */
    public OutgoingMessage shared() {
        return new OutgoingMessage(head, headIsText, attachments, compress, true);
    }

    /** Whether this is a view made by {@link #shared()}, and not yet released. */
    public boolean isShared() {
        return shared;
    }

    /** The first part: UTF-8 of a text message, or the bytes of a binary one. Not a copy. */
    public byte[] head() {
        return head;
    }

    /** Whether the first part is text. */
    public boolean isText() {
        return headIsText;
    }

    /** Number of binary messages behind the first part. */
    public int attachmentCount() {
        return attachments.length;
    }

    /** One of the binary messages behind the first part. Not a copy. */
    public byte[] attachment(int index) {
        return attachments[index];
    }

    /** Whether the message may be compressed. */
    public boolean isCompressible() {
        return compress;
    }

    /** Bytes of payload over all parts, without framing. */
    public long payloadBytes() {
        long bytes = head.length;
        for (byte[] attachment : attachments) {
            bytes += attachment.length;
        }
        return bytes;
    }

    /** The kept frames of a shared view; null if not yet made, or if this is no shared view. */
    public @Nullable ByteBuf cachedFrames(FrameFormat format) {
        return shared ? frames[format.ordinal()] : null;
    }

    /** Keeps finished frames in a shared view, which takes over their reference. */
    public void cacheFrames(FrameFormat format, ByteBuf buffer) {
        assert shared && frames[format.ordinal()] == null;
        frames[format.ordinal()] = buffer;
    }

    /**
     * Lets go of the kept frames of a shared view, which from then on is like any other message: a session that still
     * holds it, until a poll comes or an upgrade is done, makes its own frames. On any other message it does nothing.
     */
    public void release() {
        shared = false;
        for (int i = 0; i < frames.length; i++) {
            ByteBuf buffer = frames[i];
            if (buffer != null) {
                frames[i] = null;
                buffer.release();
            }
        }
    }
}
