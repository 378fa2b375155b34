package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.AckTimeoutException;
import dev.sockeye.socketio.SocketDisconnectedException;
import dev.sockeye.socketio.protocol.PacketArgs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The acknowledgements that one client owes. Thread-safe.
 *
 * <p>One timer serves all of them: it is armed for the earliest deadline and left alone when an acknowledgement arrives,
 * so that a packet costs no timer.
 */
final class AckTable {
    /** The deadline of entries that somebody else times. */
    static final long NO_DEADLINE = Long.MAX_VALUE;

    private static final long MILLI_NANOS = 1_000_000L;

    private final Timers timers;
    private final Executor executor;
    private final Map<Long, Entry> entries = new HashMap<>();

    /** The armed timer and when it fires; null if none is armed. Guarded by this. */
    private Timers.@Nullable Timer timer;

    private long timerNanos;
    private boolean closed;

    /** Where futures of the application are completed, one after the other. */
    private final Lane lane;

    AckTable(Timers timers, Executor executor, Handlers handlers) {
        this.timers = timers;
        this.executor = executor;
        this.lane = new Lane(handlers.executor());
    }

    private static final class Lane extends Mailbox {
        Lane(Executor executor) {
            super(executor);
        }

        @Override
        protected void receive(Object item) {
            ((Runnable) item).run();
        }

        @Override
        protected void refused(Object item) {
            ((Runnable) item).run();
        }
    }

    /** Runs a task behind those given before. */
    void runInTurn(Runnable task) {
        lane.post(task);
    }

    /** Told how an acknowledgement ended, on the session's executor or on the thread that disconnects. */
    interface Listener {
        /** It arrived. */
        void onAck(PacketArgs args);

        /** It will not come. */
        void onFailure(Exception cause);
    }

    private record Entry(Listener listener, long deadlineNanos) {}

    /** How an addition went. */
    enum Added {
        /** It waits. */
        YES,
        /** As many as allowed are waiting. */
        FULL,
        /** The socket is disconnected. */
        CLOSED
    }

    /** Waits for an acknowledgement; {@code timeoutMillis} or {@link #NO_DEADLINE}. */
    Added add(long id, Listener listener, long timeoutMillis, int limit) {
        long now = timers.nanoTime();
        long deadline = timeoutMillis == NO_DEADLINE ? NO_DEADLINE : now + timeoutMillis * MILLI_NANOS;
        synchronized (this) {
            if (closed) {
                return Added.CLOSED;
            }
            if (entries.size() >= limit) {
                return Added.FULL;
            }
            entries.put(id, new Entry(listener, deadline));
            if (deadline != NO_DEADLINE && (timer == null || deadline - timerNanos < 0)) {
                arm(now, deadline);
            }
        }
        return Added.YES;
    }

    /** An acknowledgement arrived; one that nobody waits for is ignored. */
    void onAck(long id, PacketArgs args) {
        Entry entry;
        synchronized (this) {
            entry = entries.remove(id);
        }
        if (entry != null) {
            entry.listener.onAck(args);
        }
    }

    /** Nobody waits for it any more. */
    synchronized void remove(long id) {
        entries.remove(id);
    }

    /** Fails all that wait, and all to come. */
    void close() {
        List<Entry> failed;
        synchronized (this) {
            closed = true;
            failed = new ArrayList<>(entries.values());
            entries.clear();
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
        }
        failed.forEach(entry -> entry.listener.onFailure(new SocketDisconnectedException()));
    }

    /** How many are waited for. */
    synchronized int size() {
        return entries.size();
    }

    private void arm(long now, long deadline) {
        if (timer != null) {
            timer.cancel();
        }
        timerNanos = deadline;
        // Rounded up: a timer that fires early would only be armed again.
        long delayMillis = Math.max(0, (deadline - now + MILLI_NANOS - 1) / MILLI_NANOS);
        timer = timers.schedule(executor, delayMillis, this::onTimer);
    }

    private void onTimer() {
        List<Entry> expired = new ArrayList<>();
        long now = timers.nanoTime();
        synchronized (this) {
            timer = null;
            long next = NO_DEADLINE;
            for (Iterator<Entry> i = entries.values().iterator(); i.hasNext(); ) {
                Entry entry = i.next();
                if (entry.deadlineNanos == NO_DEADLINE) {
                    continue;
                }
                if (entry.deadlineNanos - now <= 0) {
                    expired.add(entry);
                    i.remove();
                } else if (next == NO_DEADLINE || entry.deadlineNanos - next < 0) {
                    next = entry.deadlineNanos;
                }
            }
            if (next != NO_DEADLINE) {
                arm(now, next);
            }
        }
        expired.forEach(entry -> entry.listener.onFailure(new AckTimeoutException()));
    }
}
