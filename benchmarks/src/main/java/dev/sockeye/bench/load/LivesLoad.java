package dev.sockeye.bench.load;

import java.util.concurrent.CompletableFuture;

/** Some clients at a time, of which each is followed by another when it ends; a unit is one client's life. */
abstract class LivesLoad extends CountedLoad {

    final LoadLoop loop;
    final int port;
    private final int concurrency;

    LivesLoad(LoadLoop loop, int port, int concurrency) {
        this.loop = loop;
        this.port = port;
        this.concurrency = concurrency;
    }

    /** Begins a life, which ends with {@link #end}. */
    abstract void begin();

    @Override
    public final CompletableFuture<Void> open() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public final void start() {
        progress.start();
        loop.loop().execute(() -> {
            for (int i = 0; i < concurrency; i++) {
                beginNext();
            }
        });
    }

    private void beginNext() {
        progress.addOutstanding(1);
        begin();
    }

    /** A life is over; another one begins if there is to be one. */
    final void end(boolean success) {
        progress.addOutstanding(-1);
        if (success) {
            progress.done(1);
        }
        if (progress.isRunning()) {
            beginNext();
        }
    }

    final void failed(String what) {
        progress.fail(what);
    }

    @Override
    public final void close() {
        progress.stop();
    }
}
