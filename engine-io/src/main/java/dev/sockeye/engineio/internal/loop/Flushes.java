package dev.sockeye.engineio.internal.loop;

import dev.sockeye.engineio.internal.log.Warnings;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one event loop to which something was written that is not flushed yet. Confined to that loop.
 *
 * <p>At the end of the loop's turn all that was written to a connection leaves in one system call, broadcasts that come
 * faster than the loop turns included. A single broadcast to thousands would touch each connection twice that way, the
 * second time when it has left the caches of the CPU. So those who can bear it are flushed group by group while the
 * broadcast goes on. When this shows to have been too early, as one of a group is written to again in the same turn, all
 * wait for the end of their turn again, for a number of turns.
 *
 * <p>Much output is flushed behind little, and a few milliseconds at a time with other tasks in between: the network takes
 * megabytes for a client that reads nothing, and others must not wait until it has them.
 */
public final class Flushes {
    private static final Logger log = LoggerFactory.getLogger(Flushes.class);
    private static final Warnings WARNINGS = new Warnings();

    /** Connections that are flushed together; what is touched to write to one is 1 to 2 KB. */
    static final int GROUP = 128;

    /** Turns without early flushes after one in which they came too early. */
    static final int PATIENT_TURNS = 64;

    /** From here on output is much. */
    static final int LARGE_BYTES = 64 * 1024;

    /** How long much output is flushed before other tasks of the event loop get their turn. */
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final EventExecutor executor;
    private final Runnable endTurn = this::endTurn;
    private final Batch atEndOfTurn = new Batch();
    private final Batch inGroups = new Batch();
    /** Those that turned out to have much to flush. */
    private final ArrayDeque<Flushable> large = new ArrayDeque<>();

    /** The end of this turn is scheduled. */
    private boolean turnBegun;
    /** Counts turns and overflows, which costs some patience: connections keep it, and are many. */
    private short turn = 1;
    /** Turns that are still to be patient. */
    private int patientTurns;

    /** Something with output to flush. */
    @FunctionalInterface
    public interface Flushable {
        /** Flushes; called once for each time it was added. */
        void flushNow();

        /** Bytes to flush. */
        default long pendingBytes() {
            return 0;
        }
    }

    Flushes(EventExecutor executor) {
        this.executor = executor;
    }

    /** The number of this turn. */
    public short turn() {
        return turn;
    }

    /** Flushes at the end of this turn. The caller keeps track of what is waiting already. */
    public void addForEndOfTurn(Flushable flushable) {
        atEndOfTurn.add(flushable);
        beginTurn();
    }

    /**
     * Flushes at the end of this turn, or as soon as a group is waiting. The caller keeps track of what is waiting already.
     *
     * @param flushedIn the {@link #turn} in which it was flushed last; 0 if it was not
     */
    public void add(Flushable flushable, short flushedIn) {
        if (flushedIn == turn) {
            patientTurns = PATIENT_TURNS;
        }
        inGroups.add(flushable);
        beginTurn();
        if (inGroups.waiting.size() >= GROUP && patientTurns == 0) {
            inGroups.flush();
        }
    }

    private void beginTurn() {
        assert executor.inEventLoop();
        if (!turnBegun) {
            turnBegun = true;
            executor.execute(endTurn);
        }
    }

    private void endTurn() {
        turnBegun = false;
        inGroups.flush();
        atEndOfTurn.flush();
        if (!large.isEmpty()) {
            flushSlice();
        }
        turn++;
        if (patientTurns > 0) {
            patientTurns--;
        }
    }

    private void flushSlice() {
        long from = executor.ticker().nanoTime();
        do {
            flush(large.remove());
        } while (!large.isEmpty() && executor.ticker().nanoTime() - from < SLICE_NANOS);
        if (!large.isEmpty()) {
            beginTurn(); // the next one, behind the tasks that are waiting now
        }
    }

    private static void flush(Flushable flushable) {
        try {
            flushable.flushNow();
        } catch (RuntimeException | OutOfMemoryError e) { // of buffers: the others must not wait for ever
            WARNINGS.warn(log, "Flushing a connection failed", e);
        }
    }

    /** A list, and another one for what is added while the first is flushed. */
    private final class Batch {
        private ArrayList<Flushable> waiting = new ArrayList<>();
        private ArrayList<Flushable> flushing = new ArrayList<>();

        void add(Flushable flushable) {
            waiting.add(flushable);
        }

        /** Does nothing when called by one that is being flushed. */
        void flush() {
            if (!flushing.isEmpty()) {
                return;
            }
            ArrayList<Flushable> batch = waiting;
            waiting = flushing;
            flushing = batch;
            for (int i = 0; i < batch.size(); i++) {
                Flushable next = batch.get(i);
                if (next.pendingBytes() < LARGE_BYTES) {
                    Flushes.flush(next);
                } else {
                    large.add(next);
                }
            }
            batch.clear();
        }
    }
}
