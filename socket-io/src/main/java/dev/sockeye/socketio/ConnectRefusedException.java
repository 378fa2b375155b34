package dev.sockeye.socketio;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** Refuses a client in a namespace. The client gets {@code connect_error} with the message and the data. */
public final class ConnectRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Object data;

    /** Refuses with a message. */
    public ConnectRefusedException(String message) {
        this(message, null);
    }

    /** Refuses with a message and data, which the client finds in {@code err.data}. */
    public ConnectRefusedException(String message, @Nullable Object data) {
        super(requireNonNull(message, "message"));
        this.data = data;
    }

    /** The data; null if there are none. */
    public @Nullable Object data() {
        return data;
    }
}
