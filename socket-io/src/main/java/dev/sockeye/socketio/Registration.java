package dev.sockeye.socketio;

/** A registered listener. Thread-safe. */
@FunctionalInterface
public interface Registration extends AutoCloseable {
    /** Removes the listener. Repeated calls have no effect. */
    @Override
    void close();
}
