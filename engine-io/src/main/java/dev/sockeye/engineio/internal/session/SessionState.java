package dev.sockeye.engineio.internal.session;

/** State of a session. */
enum SessionState {
    /** Messages flow. In: creation. Out: to {@link #CLOSING} when the server closes, to {@link #CLOSED} when it ends. */
    OPEN,
    /** The server closes; what was sent before is still delivered. In: from {@link #OPEN}. Out: to {@link #CLOSED}. */
    CLOSING,
    /** Ended; the handler was told. Final. */
    CLOSED;

    /** What happens to a session. */
    enum Event {
        /** The server wants to close. */
        CLOSE,
        /** The transport ended, or the session must end at once. */
        END
    }

    /** The next state; the same one if the event changes nothing. */
    SessionState next(Event event) {
        return switch (event) {
            case CLOSE -> this == OPEN ? CLOSING : this;
            case END -> CLOSED;
        };
    }
}
