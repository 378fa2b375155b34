package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.Socket;
import dev.sockeye.socketio.SocketIoObserver;
import dev.sockeye.socketio.adapter.Warnings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports what the application's code threw: once, with the session id, never with a payload, and not too often. Thread-safe.
 */
public final class ErrorReports {
    private static final Logger logger = LoggerFactory.getLogger(ErrorReports.class);

    private final @Nullable SocketIoObserver observer;
    private final Warnings warnings;

    /**
     * Reports to the log and an observer.
     *
     * @param observer told too, unless null
     */
    public ErrorReports(Timers timers, @Nullable SocketIoObserver observer) {
        this.observer = observer;
        this.warnings = new Warnings(timers::nanoTime);
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
        warnings.warn(
                logger,
                "[{}] listener of \"{}\" failed, socket {} in {}",
                socket.conn().id(),
                printable(what),
                socket.id(),
                printable(socket.namespace().name()),
                error);
    }

    /** Something else of the application threw. */
    public void report(String what, Throwable error) {
        warnings.warn(logger, "{} failed", printable(what), error);
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
}
