package dev.sockeye.socketio.redis;

/** Nothing was sent: there is no connection, or too much waits for Redis. Has no stack trace; it may come often. */
final class RedisUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RedisUnavailableException(String message) {
        super(message, null, false, false);
    }
}
