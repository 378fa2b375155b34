package dev.sockeye.bench.server;

import io.netty.util.internal.PlatformDependent;
import java.util.Map;

/** What the event {@code stats} answers. */
final class MemoryStats {

    private MemoryStats() {}

    /** Heap in use after a full collection, and the direct memory that Netty holds, in bytes. */
    static Map<String, Long> afterCollection() {
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long heap = runtime.totalMemory() - runtime.freeMemory();
        return Map.of("heap", heap, "direct", Math.max(0, PlatformDependent.usedDirectMemory()));
    }
}
