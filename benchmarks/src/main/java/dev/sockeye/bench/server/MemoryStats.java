package dev.sockeye.bench.server;

import com.sun.management.ThreadMXBean;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.util.Map;

/** What the event {@code stats} answers. */
final class MemoryStats {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private MemoryStats() {}

    /** Heap in use after a full collection, and the direct memory that Netty holds, in bytes. */
    static Map<String, Long> afterCollection() {
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long heap = runtime.totalMemory() - runtime.freeMemory();
        return Map.of("heap", heap, "direct", Math.max(0, PlatformDependent.usedDirectMemory()));
    }

    /** Bytes that this thread has ever allocated on the heap. */
    static long allocatedByThisThread() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }
}
