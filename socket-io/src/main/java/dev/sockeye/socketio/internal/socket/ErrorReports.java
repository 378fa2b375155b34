package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.Socket;
import dev.sockeye.socketio.SocketIoObserver;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports what the application's code threw: once, with the session id, never with a payload. Thread-safe. */
public final class ErrorReports {
    /** Most log lines in a second; code that always throws must not fill the disk. */
    private static final int MAX_LINES_PER_SECOND = 20;

    private static final long SECOND_NANOS = 1_000_000_000L;

    private static final Logger logger = LoggerFactory.getLogger(ErrorReports.class);

    private final Timers timers;
    private final @Nullable SocketIoObserver observer;
    private final AtomicLong windowStart;
    private final AtomicLong linesInWindow = new AtomicLong();

    /**
     * Reports to the log and an observer.
     *
     * @param observer told too, unless null
     */
    public ErrorReports(Timers timers, @Nullable SocketIoObserver observer) {
        this.timers = timers;
        this.observer = observer;
        this.windowStart = new AtomicLong(timers.nanoTime());
    }

    /**
     * A listener or middleware of a socket threw.
     *
     * @param what the event, or what else was going on
     */
    void report(Socket socket, String what, Throwable error) {
        if (observer != null) {
            observer.onHandlerError(socket, what, error);
        }
        if (mayLog()) {
            logger.warn(
                    "[{}] listener of \"{}\" failed, socket {} in {}",
                    socket.conn().id(),
                    printable(what),
                    socket.id(),
                    printable(socket.namespace().name()),
                    error);
        }
    }

    /** Something else of the application threw. */
    public void report(String what, Throwable error) {
        if (mayLog()) {
            logger.warn("{} failed", what, error);
        }
    }

    /** Names come from clients: short, and without what would break a line of the log. */
    private static String printable(String text) {
        String safe = text.codePoints()
                .limit(100)
                .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return safe.length() < text.length() ? safe + "..." : safe;
    }

    private boolean mayLog() {
        long now = timers.nanoTime();
        long start = windowStart.get();
        if (now - start > SECOND_NANOS && windowStart.compareAndSet(start, now)) {
            long suppressed = linesInWindow.getAndSet(0) - MAX_LINES_PER_SECOND;
            if (suppressed > 0) {
                logger.warn("{} more failures were not logged", suppressed);
            }
        }
        return linesInWindow.incrementAndGet() <= MAX_LINES_PER_SECOND;
    }
}
