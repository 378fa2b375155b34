package dev.sockeye.socketio;

import org.jspecify.annotations.Nullable;

/** Told the acknowledgements of a broadcast as they arrive. Called on any thread; must not block. */
@FunctionalInterface
public interface ResponseListener {
    /** One more client acknowledged; {@code response} is the first argument as data. */
    void onResponse(@Nullable Object response);
}
