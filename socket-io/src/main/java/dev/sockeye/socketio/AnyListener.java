package dev.sockeye.socketio;

/** Sees every event. */
@FunctionalInterface
public interface AnyListener {
    /** An event arrived, or is about to leave. */
    void onAny(String event, EventArgs args) throws Exception;
}
