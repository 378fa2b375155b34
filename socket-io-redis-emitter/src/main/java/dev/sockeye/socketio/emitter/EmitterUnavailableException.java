package dev.sockeye.socketio.emitter;

/** A message was not sent: there is no connection to Redis, or too much waits for it. */
public final class EmitterUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    EmitterUnavailableException(String message) {
        super(message);
    }
}
