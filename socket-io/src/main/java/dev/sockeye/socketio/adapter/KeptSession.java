package dev.sockeye.socketio.adapter;

import java.util.concurrent.CompletableFuture;

/** What an adapter keeps of one session while its socket is connected. Thread-safe; nothing blocks. */
public interface KeptSession {
    /**
     * Rooms or data have changed. The adapter takes a {@linkplain RecoverableSocket#snapshot snapshot} that holds the
     * change before the future completes.
     *
     * @return completes when the change is kept, and never with a failure: if it cannot be kept, that happens later
     */
    CompletableFuture<Void> onChange();

    /** The socket lost its connection, and its client may come back. */
    void persist(SessionSnapshot session);

    /** The socket was disconnected for good. */
    void discard();
}
