package dev.sockeye.socketio;

/** Takes the arguments of an event undecoded. */
@FunctionalInterface
public interface EventListener {
    /** An event arrived. */
    void onEvent(EventArgs args) throws Exception;
}
