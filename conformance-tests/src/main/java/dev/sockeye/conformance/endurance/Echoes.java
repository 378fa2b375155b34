package dev.sockeye.conformance.endurance;

import dev.sockeye.conformance.wire.Witness;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A witness that asks for an echo every few milliseconds, on a thread of its own, and keeps every time it took. */
final class Echoes implements AutoCloseable {
    private static final long PAUSE_MILLIS = 2;
    private static final int WARM_UP = 2000;
    private static final int SECONDS = 30;

    /**
     * How long echoes took, in milliseconds.
     *
     * @param count how many
     * @param p50 half of them took at most this
     * @param p99 99 % of them
     * @param most the slowest
     */
    record Times(int count, double p50, double p99, double most) {
        /** The times of measurements. */
        static Times of(double... millis) {
            double[] sorted = millis.clone();
            Arrays.sort(sorted);
            return sorted.length == 0
                    ? new Times(0, 0, 0, 0)
                    : new Times(
                            sorted.length,
                            sorted[sorted.length / 2],
                            sorted[(int) (sorted.length * 0.99)],
                            sorted[sorted.length - 1]);
        }

        @Override
        public String toString() {
            return String.format("%,d, p50 %.2f ms, p99 %.2f ms, most %.1f ms", count, p50, p99, most);
        }
    }

    private final Witness witness;
    private final Thread thread;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private double[] millis = new double[1024];
    private int count;
    private volatile boolean stopped;

    private Echoes(Witness witness) {
        this.witness = witness;
        this.thread = new Thread(this::ask, "echoes");
        thread.setDaemon(true);
    }

    /** Connects, warms the server up and begins to ask. */
    static Echoes start(int port) throws IOException, InterruptedException {
        Echoes echoes = new Echoes(Witness.of(port));
        for (int i = 0; i < WARM_UP; i++) {
            echoes.witness.echoMillis();
        }
        echoes.thread.start();
        return echoes;
    }

    private void ask() {
        try {
            while (!stopped) {
                keep(witness.echoMillis());
                Thread.sleep(PAUSE_MILLIS);
            }
            ended.complete(null);
        } catch (IOException | InterruptedException | RuntimeException e) {
            ended.completeExceptionally(e);
        }
    }

    private synchronized void keep(double value) {
        if (count == millis.length) {
            millis = Arrays.copyOf(millis, 2 * count);
        }
        millis[count++] = value;
    }

    /** The times since the last call; fails if an echo did not come. */
    synchronized Times take() {
        if (ended.isCompletedExceptionally()) {
            ended.join();
        }
        Times times = Times.of(Arrays.copyOf(millis, count));
        count = 0;
        return times;
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        try {
            ended.orTimeout(SECONDS, TimeUnit.SECONDS).join();
        } finally {
            witness.close();
        }
    }
}
