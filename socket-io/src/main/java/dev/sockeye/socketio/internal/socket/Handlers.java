package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.HandlerExecution;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads on which listeners and middlewares run. Thread-safe. */
public final class Handlers implements AutoCloseable {
    /** Threads of the pool that replaces virtual threads where the JDK has none. */
    static final int POOL_THREADS = 64;

    /** Most threads of that pool when listeners wait for futures; a waiting thread is replaced up to this number. */
    static final int MAX_POOL_THREADS = 512;

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
            threads = pool();
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
            logger.debug("no virtual threads in this JDK, listeners run on a pool of {} threads", POOL_THREADS);
            return null;
        }
    }

    /**
     * A pool that wakes the thread that slept last, and that replaces a thread which waits for a {@code
     * CompletableFuture}: a listener may wait for an acknowledgement without starving the others.
     */
    private static ExecutorService pool() {
        return new ForkJoinPool(
                POOL_THREADS,
                pool -> {
                    ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
                    thread.setName("socket.io-handler-" + thread.getPoolIndex());
                    return thread;
                },
                (thread, error) -> logger.error("uncaught in {}", thread.getName(), error),
                true,
                0,
                MAX_POOL_THREADS,
                1,
                pool -> true,
                30,
                TimeUnit.SECONDS);
    }
}
