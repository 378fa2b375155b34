package dev.sockeye.engineio.internal.websocket.codec;

/**
 * Takes what a {@link FrameReader} found, in the order of the wire, within the call of {@link FrameReader#read}. The
 * arrays belong to the listener. A listener may call {@link FrameReader#release()}; nothing is delivered after that.
 */
public interface FrameListener {
    /** A whole text message; {@code utf8} is well-formed UTF-8. */
    void onText(byte[] utf8);

    /** A whole binary message. */
    void onBinary(byte[] bytes);

    /** A ping of at most 125 bytes; owed is a pong with the same bytes. */
    void onPing(byte[] bytes);

    /** A pong of at most 125 bytes, asked for or not. */
    void onPong(byte[] bytes);

    /**
     * A close frame, the last thing a reader delivers.
     *
     * @param code the code on the wire, {@link CloseCodes#NO_STATUS} (1005) if there was none
     * @param reason the text that came with the code, possibly empty
     */
    void onClose(int code, String reason);
}
