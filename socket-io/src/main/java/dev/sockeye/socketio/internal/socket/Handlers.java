package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.HandlerExecution;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads on which listeners and middlewares run. Thread-safe. */
public final class Handlers implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Handlers.class);

    private final boolean onEventLoop;
    private final Executor executor;
    private final @Nullable ExecutorService owned;

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
        if (threads == null) {
            threads = new HandlerPool();
        }
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

    /** Runs a task that needs no order, for example the completion of a future; on this thread if nothing else is left. */
    public void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** Lets what was accepted finish and takes nothing more. Does not wait. */
    @Override
    public void close() {
        if (owned != null) {
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
