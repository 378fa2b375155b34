package dev.sockeye.socketio.internal.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for listeners where the JDK has no virtual ones: a pool that wakes the thread that slept last, and helpers beside it
 * for when its threads are held by listeners that block. Thread-safe.
 *
 * <p>As long as tasks wait, a guard looks every {@value #LOOK_MILLIS} ms whether a task of its own gets a thread. If that
 * takes two looks, everything that waits moves to a queue of its own, and helpers come for it: a few, and twice as many with
 * each look that finds no end of it. So a thread that is held costs the others a moment, not its share of the pool. While all
 * threads of the pool are held, tasks go straight to a helper that has nothing to do.
 */
final class HandlerPool extends ForkJoinPool {
    /** Threads of the pool. */
    static final int THREADS = 64;

    /** Most helpers. */
    static final int MAX_HELPERS = 960;

    private static final int LOOK_MILLIS = 10;
    private static final int PATIENCE_LOOKS = 2;
    private static final int FIRST_HELPERS = 8;
    private static final int IDLE_LOOKS = 100;
    private static final int KEEP_ALIVE_SECONDS = 30;

    private static final Logger logger = LoggerFactory.getLogger(HandlerPool.class);

    private final AtomicInteger helperNames = new AtomicInteger();

    /** Takes a task if a helper waits for one. */
    private final SynchronousQueue<Runnable> idleHelper = new SynchronousQueue<>();

    private final ThreadPoolExecutor helpers =
            new ThreadPoolExecutor(0, MAX_HELPERS, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, idleHelper, this::newHelper);

    /** What was taken from the pool and has not begun. */
    private final Queue<ForkJoinTask<?>> moved = new ConcurrentLinkedQueue<>();

    private final Thread guard = new Thread(this::guard, "socket.io-handler-guard");

    /** Whether the guard looks; else it sleeps until it is woken. */
    private volatile boolean guarded = true;

    /** Whether no thread of the pool came to the last probe in time. */
    private volatile boolean held;

    /** Whether it was said that all threads are held. The guard's. */
    private boolean saidExhausted;

    HandlerPool() {
        super(
                THREADS,
                new Workers(),
                (thread, error) -> logger.error("uncaught in {}", thread.getName(), error),
                true,
                0,
                THREADS,
                1,
                pool -> true,
                KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS);
        guard.setDaemon(true);
        guard.start();
    }

    private Thread newHelper(Runnable task) {
        Thread thread = new Thread(task, "socket.io-handler-helper-" + helperNames.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** Names threads; the pool's own number is not yet known when they are made. */
    private static final class Workers implements ForkJoinWorkerThreadFactory {
        private final AtomicInteger names = new AtomicInteger();

        @Override
        public ForkJoinWorkerThread newThread(ForkJoinPool pool) {
            ForkJoinWorkerThread thread = defaultForkJoinWorkerThreadFactory.newThread(pool);
            thread.setName("socket.io-handler-" + names.incrementAndGet());
            return thread;
        }
    }

    @Override
    public void execute(Runnable task) {
        if (held && idleHelper.offer(task)) {
            return;
        }
        super.execute(task);
        if (!guarded) {
            guarded = true;
            LockSupport.unpark(guard);
        }
    }

    /** Takes nothing more; what waits is still done. */
    @Override
    public void shutdown() {
        super.shutdown();
        LockSupport.unpark(guard);
    }

    private boolean isSomethingWaiting() {
        return hasQueuedSubmissions() || getQueuedTaskCount() > 0 || !moved.isEmpty();
    }

    // --- the guard

    private void guard() {
        @Nullable ForkJoinTask<?> probe = null;
        int late = 0;
        int idle = 0;
        while (!isTerminated() || !moved.isEmpty()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
            if (!isSomethingWaiting()) {
                late = 0;
                probe = null;
                idle++;
                if (idle >= IDLE_LOOKS) {
                    sleep();
                    idle = 0;
                }
            } else if (moved.isEmpty() && (probe == null || probe.isDone())) {
                late = 0;
                idle = 0;
                probe = probe();
            } else {
                late++;
                if (late >= PATIENCE_LOOKS) {
                    help(FIRST_HELPERS << Math.min(late - PATIENCE_LOOKS, 7));
                }
            }
        }
        helpers.shutdown();
    }

    private void sleep() {
        guarded = false;
        if (isSomethingWaiting() || isShutdown()) {
            guarded = true;
        } else {
            LockSupport.park(this);
            guarded = true;
        }
    }

    private void onProbe() {
        if (Thread.currentThread() instanceof ForkJoinWorkerThread) { // not a helper's
            held = false;
        }
    }

    private @Nullable ForkJoinTask<?> probe() {
        try {
            return submit(this::onProbe);
        } catch (RejectedExecutionException e) {
            return null; // shut down
        }
    }

    private void help(int count) {
        if (helpers.getActiveCount() >= MAX_HELPERS && moved.isEmpty()) {
            onExhausted();
            return;
        }
        held = true;
        List<ForkJoinTask<?>> waiting = new ArrayList<>();
        drainTasksTo(waiting);
        moved.addAll(waiting);
        int wanted = Math.min(count, moved.size());
        try {
            for (int i = 0; i < wanted; i++) {
                helpers.execute(this::doWhatWaits);
            }
            saidExhausted = false;
        } catch (RejectedExecutionException | OutOfMemoryError e) { // at the bound, or the system has no more threads
            onExhausted();
            backToThePool();
        }
    }

    private void onExhausted() {
        if (!saidExhausted) {
            saidExhausted = true;
            logger.warn(
                    "{} threads are held by listeners; events wait until one returns",
                    helpers.getActiveCount() + THREADS);
        }
    }

    /** So that whichever thread returns first goes on with them, of the pool or a helper. */
    private void backToThePool() {
        try {
            for (ForkJoinTask<?> task = moved.peek(); task != null; task = moved.peek()) {
                execute(task);
                moved.remove(task);
            }
        } catch (RejectedExecutionException e) {
            // shut down: they stay where they are until a helper is free
        }
    }

    // --- a helper

    private void doWhatWaits() {
        for (ForkJoinTask<?> task = next(); task != null; task = next()) {
            task.quietlyInvoke();
        }
    }

    private @Nullable ForkJoinTask<?> next() {
        ForkJoinTask<?> task = moved.poll();
        return task != null ? task : pollSubmission();
    }
}
