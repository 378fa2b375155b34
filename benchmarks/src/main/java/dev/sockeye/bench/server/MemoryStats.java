package dev.sockeye.bench.server;

import io.netty.util.internal.PlatformDependent;

/** What the event {@code stats} answers. */
final class MemoryStats {

    private MemoryStats() {}

    /** Heap in use after a full collection, and the direct memory that Netty holds, in bytes as JSON. */
    static String afterCollection() {
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long heap = runtime.totalMemory() - runtime.freeMemory();
        return "{\"heap\":" + heap + ",\"direct\":" + Math.max(0, PlatformDependent.usedDirectMemory()) + "}";
    }
}
