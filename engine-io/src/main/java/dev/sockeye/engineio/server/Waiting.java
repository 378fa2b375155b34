package dev.sockeye.engineio.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The one place where a caller of the server waits: the blocking close at the end of a program. */
final class Waiting {
    private Waiting() {}

    static void forDone(CompletableFuture<Void> future) {
        try {
            future.join();
        } catch (CompletionException e) {
            throw new IllegalStateException("close failed", e.getCause());
        }
    }
}
