package dev.sockeye.socketio.internal.connection;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** Runs tasks when told to; stands for an event loop. Not thread-safe. */
final class ManualExecutor implements Executor {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    /** How many tasks were given. */
    int given;

    @Override
    public void execute(Runnable task) {
        given++;
        tasks.add(task);
    }

    boolean isRunning() {
        return running;
    }

    /** Runs a task as the loop would, without what it queues. */
    void enter(Runnable task) {
        boolean before = running;
        running = true;
        try {
            task.run();
        } finally {
            running = before;
        }
    }

    /** Runs what waits, and what that queues. */
    void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            enter(task);
        }
    }
}
