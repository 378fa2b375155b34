package dev.sockeye.socketio;

import java.time.Duration;

/**
 * Connection state recovery. Immutable. The last three bound recovery in memory; with an adapter that keeps packets elsewhere
 * its own options do.
 *
 * @param maxDisconnectionDuration how long a disconnected session may be resumed; default 2 minutes
 * @param skipMiddlewares whether middlewares are skipped after a successful recovery; default true
 * @param maxPackets most packets kept per namespace for replay, oldest forgotten first; default 100,000. Clients that
 *     would need a forgotten one are not recovered.
 * @param maxBytes most bytes of encoded packets kept per namespace; default 64 MiB; same consequence
 * @param maxSessions most disconnected sessions kept per namespace, oldest forgotten first; default 100,000
 */
public record RecoveryOptions(
        Duration maxDisconnectionDuration, boolean skipMiddlewares, int maxPackets, long maxBytes, int maxSessions) {
    /** Checks the values. */
    public RecoveryOptions {
        if (maxDisconnectionDuration.isNegative() || maxDisconnectionDuration.isZero()) {
            throw new IllegalArgumentException(
                    "maxDisconnectionDuration: " + maxDisconnectionDuration + " (expected: > 0)");
        }
        if (maxPackets <= 0 || maxBytes <= 0 || maxSessions <= 0) {
            throw new IllegalArgumentException("maxPackets: " + maxPackets + ", maxBytes: " + maxBytes
                    + ", maxSessions: " + maxSessions + " (expected: > 0)");
        }
    }

    /** Two minutes, middlewares skipped. */
    public static RecoveryOptions defaults() {
        return new RecoveryOptions(Duration.ofMinutes(2), true, 100_000, 64L << 20, 100_000);
    }

    /** With another duration. */
    public RecoveryOptions withMaxDisconnectionDuration(Duration value) {
        return new RecoveryOptions(value, skipMiddlewares, maxPackets, maxBytes, maxSessions);
    }

    /** With or without middlewares after a recovery. */
    public RecoveryOptions withSkipMiddlewares(boolean value) {
        return new RecoveryOptions(maxDisconnectionDuration, value, maxPackets, maxBytes, maxSessions);
    }

    /** With another number of packets kept per namespace. */
    public RecoveryOptions withMaxPackets(int value) {
        return new RecoveryOptions(maxDisconnectionDuration, skipMiddlewares, value, maxBytes, maxSessions);
    }

    /** With another number of bytes kept per namespace. */
    public RecoveryOptions withMaxBytes(long value) {
        return new RecoveryOptions(maxDisconnectionDuration, skipMiddlewares, maxPackets, value, maxSessions);
    }

    /** With another number of disconnected sessions kept per namespace. */
    public RecoveryOptions withMaxSessions(int value) {
        return new RecoveryOptions(maxDisconnectionDuration, skipMiddlewares, maxPackets, maxBytes, value);
    }
}
