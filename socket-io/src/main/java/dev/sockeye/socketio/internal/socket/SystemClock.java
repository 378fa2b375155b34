package dev.sockeye.socketio.internal.socket;

/** The one place that asks the machine for the time. */
final class SystemClock {
    private SystemClock() {}

    /** Monotonic time. */
    static long nanoTime() {
        return System.nanoTime();
    }

    /** Milliseconds since the epoch. */
    static long currentTimeMillis() {
        return System.currentTimeMillis();
    }
}
