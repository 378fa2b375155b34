package dev.sockeye.socketio;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Not all clients acknowledged a broadcast in time. Carries the acknowledgements that did arrive. */
public final class BroadcastTimeoutException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<@Nullable Object> responses;

    /** @param responses the first argument of each acknowledgement that arrived, as data */
    public BroadcastTimeoutException(List<? extends @Nullable Object> responses) {
        super("operation has timed out", null, false, false);
        this.responses = Collections.unmodifiableList(new ArrayList<>(responses));
    }

    /** The first argument of each acknowledgement that arrived, as data. */
    public List<@Nullable Object> responses() {
        return responses;
    }
}
