package dev.sockeye.socketio.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class BroadcastBacklogTest {
    /** Waits for ever where the real one gives up. */
    private final BroadcastBacklog backlog = new BroadcastBacklog(Integer.MAX_VALUE);

    private final CompletableFuture<Void> awaited = new CompletableFuture<>();

    private void await() {
        backlog.await();
        awaited.complete(null);
    }

    @Test
    void whatFitsHoldsNobodyUp() {
        backlog.add(1, BroadcastBacklog.MAX_BYTES - 1024);
        await();
        assertThat(awaited).isDone();
    }

    @Test
    void receiversCountBesideBytes() {
        assertThat(backlog.add(1000, 64)).isEqualTo(1000 * (64 + 1024));
    }

    @Test
    void tooMuchHoldsUpUntilItIsWritten() throws Exception {
        long bytes = backlog.add(16, 1 << 20);
        Thread thread = new Thread(this::await);
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(awaited).isNotDone();
            Thread.onSpinWait();
        }
        backlog.remove(bytes);
        awaited.get(10, TimeUnit.SECONDS);
        thread.join();
    }

    @Test
    void itIsGivenUpForAnEventLoopThatStandsStill() {
        BroadcastBacklog impatient = new BroadcastBacklog(2);
        impatient.add(16, 1 << 20);
        impatient.await();
    }

    @Test
    void eventLoopsAreNotHeldUp() throws Exception {
        backlog.add(16, 1 << 20);
        new FastThreadLocalThread(this::await).start();
        awaited.get(10, TimeUnit.SECONDS);
    }
}
