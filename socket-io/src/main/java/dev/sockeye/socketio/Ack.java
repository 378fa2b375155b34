package dev.sockeye.socketio;

import org.jspecify.annotations.Nullable;

/**
 * Answers an event that the client sent with an acknowledgement. Thread-safe; may be called at any time from any thread.
 * Only the first call has an effect, and none once the socket is disconnected.
 */
public interface Ack {
    /** Sends the acknowledgement with any number of arguments, binary among them allowed. */
    void send(@Nullable Object... args);

    /** Whether the client asked for an acknowledgement; if not, {@link #send} does nothing. */
    boolean isRequested();
}
