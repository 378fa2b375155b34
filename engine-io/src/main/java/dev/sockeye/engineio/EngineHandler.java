package dev.sockeye.engineio;

/**
 * What the application does with its sessions.
 *
 * <p>All callbacks of one session run one after the other on that session's {@link EngineSession#executor() executor},
 * an event loop that serves other sessions too: they must not block. What a callback throws is logged, at most
 * 20 times in a second, and reported to the {@link EngineObserver}; it harms neither the session nor another one.
 */
public interface EngineHandler {
    /** A session was opened. What is sent here leaves after the handshake, in order. */
    default void onOpen(EngineSession session) {}

    /** A message arrived. By default handed on to {@link #onText} or {@link #onBinary}. */
    default void onMessage(EngineSession session, EngineMessage message) {
        if (message.isText()) {
            onText(session, message.asString());
        } else {
            onBinary(session, message.asBytes());
        }
    }

    /** A text message arrived. */
    default void onText(EngineSession session, String text) {}

    /** A binary message arrived; the array is the receiver's. */
    default void onBinary(EngineSession session, byte[] data) {}

    /** The session moved from long-polling to another transport. */
    default void onUpgrade(EngineSession session) {}

    /** Everything sent so far was handed to the network and the session is writable again. */
    default void onDrain(EngineSession session) {}

    /**
     * The session ended; called exactly once for each {@link #onOpen}.
     *
     * @param description detail for diagnosis, empty if there is none; for example {@code "overlap from client"}
     */
    default void onClose(EngineSession session, CloseReason reason, String description) {}
}
