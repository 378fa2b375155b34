package dev.sockeye.engineio.internal.loop;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the context of an event loop. Thread-safe; one of the two shared maps of the engine. */
public final class LoopContexts {
    private final ConcurrentHashMap<EventExecutor, LoopContext> contexts = new ConcurrentHashMap<>();

    /** The context of the loop. */
    public LoopContext of(EventExecutor executor) {
        LoopContext context = contexts.get(executor);
        return context != null ? context : contexts.computeIfAbsent(executor, LoopContext::new);
    }

    /** Number of timeouts that are waiting on all loops. */
    public int armedTimeouts() {
        return contexts.values().stream().mapToInt(LoopContext::armedTimeouts).sum();
    }
}
