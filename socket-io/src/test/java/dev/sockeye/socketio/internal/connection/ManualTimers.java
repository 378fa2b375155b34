package dev.sockeye.socketio.internal.connection;

import dev.sockeye.socketio.internal.socket.Timers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;

/** A clock that stands still until it is moved. Not thread-safe. */
final class ManualTimers implements Timers {
    private long nowMillis;
    private final List<Pending> pending = new ArrayList<>();

    private record Pending(long dueMillis, Executor executor, Runnable task) {}

    @Override
    public long nanoTime() {
        return nowMillis * 1_000_000;
    }

    @Override
    public long currentTimeMillis() {
        return 1_700_000_000_000L + nowMillis;
    }

    @Override
    public Timer schedule(Executor executor, long delayMillis, Runnable task) {
        Pending timer = new Pending(nowMillis + delayMillis, executor, task);
        pending.add(timer);
        return () -> pending.remove(timer);
    }

    int armed() {
        return pending.size();
    }

    void advance(long millis) {
        nowMillis += millis;
        List<Pending> due = new ArrayList<>(
                pending.stream().filter(timer -> timer.dueMillis <= nowMillis).toList());
        due.sort(Comparator.comparingLong(Pending::dueMillis));
        pending.removeAll(due);
        due.forEach(timer -> timer.executor.execute(timer.task));
    }
}
