package dev.sockeye.bench.load;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One kind of work against one server. The methods are called by one thread, which is not the event loop: open, then
 * any number of start and stop, then close.
 */
public interface Load extends AutoCloseable {

    /** Connects what the load needs; completes when all of it is ready. */
    CompletableFuture<Void> open();

    /** Begins to issue work. */
    void start();

    /** Issues nothing new; {@link #isQuiet()} tells when the work under way has come back. */
    void stop();

    boolean isQuiet();

    /** Units done so far; may be read at any time. */
    long units();

    /** What was wrong first, if anything: a reply that differs from the contract or a connection that was lost. */
    Optional<String> failure();

    /** The median of a time that the load measures besides, in nanoseconds; 0 where there is none. */
    default long medianLatencyNanos() {
        return 0;
    }

    @Override
    void close();
}
