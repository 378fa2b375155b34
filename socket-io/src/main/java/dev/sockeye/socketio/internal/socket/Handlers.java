package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.HandlerExecution;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads on which listeners and middlewares run. Thread-safe. */
public final class Handlers implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Handlers.class);

    private final boolean onEventLoop;
    private final Executor executor;
    private final @Nullable ExecutorService owned;

    /** By event loop. */
    private final ConcurrentHashMap<Executor, Turn> turns = new ConcurrentHashMap<>();

    /** The turns that have started something, and one more until {@link #close()}. */
    private final AtomicInteger users = new AtomicInteger(1);

    private final AtomicBoolean closed = new AtomicBoolean();

    private Handlers(boolean onEventLoop, Executor executor, @Nullable ExecutorService owned) {
        this.onEventLoop = onEventLoop;
        this.executor = executor;
        this.owned = owned;
    }

    /** Threads as the options say. */
    public static Handlers create(HandlerExecution execution) {
        if (execution.isEventLoop()) {
            return new Handlers(true, Runnable::run, null);
        }
        if (execution.executor().isPresent()) {
            return new Handlers(false, execution.executor().get(), null);
        }
        ExecutorService threads = virtualThreads();
        return owning(threads == null ? new HandlerPool() : threads);
    }

    /** Threads that end with the handlers. */
    static Handlers owning(ExecutorService threads) {
        return new Handlers(false, threads, threads);
    }

    /** Whether listeners run on the event loop of their session. */
    public boolean isOnEventLoop() {
        return onEventLoop;
    }

    /** Runs tasks of listeners; on the calling thread if listeners run on the event loop. */
    public Executor executor() {
        return executor;
    }

    /**
     * Starts a mailbox from the event loop of its socket. With threads of our own that happens at the end of the loop's turn, for
     * all that were started in it together: so one thread is woken for all of them, and not before the loop has read what there is.
     *
     * @param loop the calling thread's
     * @throws RejectedExecutionException if threads of the application are no more; else the mailbox is told
     */
    void startInTurn(Mailbox mailbox, Executor loop) {
        if (owned == null) {
            executor.execute(mailbox);
            return;
        }
        Turn turn = turns.get(loop);
        if (turn == null) {
            turn = turns.computeIfAbsent(loop, key -> new Turn());
        }
        turn.started.add(mailbox);
        if (turn.started.size() == 1) {
            users.incrementAndGet();
            try {
                loop.execute(turn);
            } catch (RejectedExecutionException e) { // the loop has stopped
                turn.run();
            }
        }
    }

    /** What an event loop has started in its turn. Confined to the loop. */
    private final class Turn implements Runnable {
        final ArrayList<Mailbox> started = new ArrayList<>();

        @Override
        public void run() {
            Mailbox[] batch = started.toArray(Mailbox[]::new);
            started.clear();
            try {
                executor.execute(batch.length == 1 ? batch[0] : () -> handOn(batch));
            } catch (RejectedExecutionException e) {
                for (Mailbox mailbox : batch) {
                    mailbox.refuse();
                }
            }
            release();
        }
    }

    /** On one of the threads: each mailbox is a task of its own, so that none waits for a listener of another one. */
    private void handOn(Mailbox[] batch) {
        for (int i = 1; i < batch.length; i++) {
            try {
                executor.execute(batch[i]);
            } catch (RejectedExecutionException e) { // closed since the batch was accepted
                batch[i].run();
            }
        }
        batch[0].run();
    }

    /** Runs a task that needs no order, for example the completion of a future; on this thread if nothing else is left. */
    public void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** Lets what was accepted finish, what loops have started in their turns included, and takes nothing more. Does not wait. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release();
        }
    }

    private void release() {
        if (users.decrementAndGet() == 0 && owned != null) {
            owned.shutdown();
        }
    }

    private static @Nullable ExecutorService virtualThreads() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            logger.debug("no virtual threads in this JDK, listeners run on a pool of {} threads", HandlerPool.THREADS);
            return null;
        }
    }
}
