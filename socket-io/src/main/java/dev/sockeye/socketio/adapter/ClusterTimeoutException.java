package dev.sockeye.socketio.adapter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Not all servers answered in time. */
public final class ClusterTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<@Nullable Object> responses;

    /**
     * @param message what is missing
     * @param responses what had arrived
     */
    public ClusterTimeoutException(String message, List<?> responses) {
        super(message);
        this.responses = java.util.Collections.unmodifiableList(new java.util.ArrayList<>(responses));
    }

    /** What had arrived. */
    public List<@Nullable Object> responses() {
        return responses;
    }
}
