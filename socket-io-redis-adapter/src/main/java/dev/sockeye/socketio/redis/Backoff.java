package dev.sockeye.socketio.redis;

import java.util.concurrent.ThreadLocalRandom;

/** Pauses between attempts: 50 ms, doubled up to 1 s, at random between half of it and all. Not thread-safe. */
final class Backoff {
    private static final int FIRST_MILLIS = 50;
    private static final int LAST_MILLIS = 1000;

    private int nextMillis = FIRST_MILLIS;

    long nextDelayMillis() {
        int bound = nextMillis;
        nextMillis = Math.min(LAST_MILLIS, bound * 2);
        return ThreadLocalRandom.current().nextInt(bound / 2, bound + 1);
    }
}
