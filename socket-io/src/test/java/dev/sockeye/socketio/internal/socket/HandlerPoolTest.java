package dev.sockeye.socketio.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Threads of listeners that block are replaced, up to a bound. */
final class HandlerPoolTest {
    private final HandlerPool pool = new HandlerPool();
    private final CountDownLatch held = new CountDownLatch(1);
    private final Semaphore holding = new Semaphore(0);
    private final Set<Thread> heldThreads = ConcurrentHashMap.newKeySet();

    @AfterEach
    void end() throws InterruptedException {
        held.countDown();
        pool.shutdown();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    private void hold(int threads) {
        for (int i = 0; i < threads; i++) {
            pool.execute(() -> {
                heldThreads.add(Thread.currentThread());
                holding.release();
                await(held);
            });
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitHolding(int threads) throws InterruptedException {
        assertThat(holding.tryAcquire(threads, 20, TimeUnit.SECONDS)).isTrue();
    }

    private void assertRuns() throws Exception {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        pool.execute(() -> ran.complete(null));
        ran.get(10, TimeUnit.SECONDS);
    }

    @Test
    void tasksThatBlockHoldUpNobody() throws Exception {
        hold(4 * HandlerPool.THREADS);
        assertRuns();
        awaitHolding(4 * HandlerPool.THREADS);
        assertRuns();
    }

    @Test
    void tasksThatWaitForFuturesHoldUpNobody() throws Exception {
        CompletableFuture<Void> never = new CompletableFuture<>();
        for (int i = 0; i < 2 * HandlerPool.THREADS; i++) {
            pool.execute(never::join);
        }
        assertRuns();
        never.complete(null);
    }

    /** What a thread has submitted lies with that thread, and is not forgotten when the thread is held. */
    @Test
    void tasksThatHeldThreadsHaveSubmittedRun() throws Exception {
        CountDownLatch ran = new CountDownLatch(2 * HandlerPool.THREADS);
        for (int i = 0; i < 2 * HandlerPool.THREADS; i++) {
            pool.execute(() -> {
                pool.execute(ran::countDown);
                await(held);
            });
        }
        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void beyondTheBoundTasksWaitUntilAThreadReturns() throws Exception {
        int most = HandlerPool.THREADS + HandlerPool.MAX_HELPERS;
        hold(most);
        awaitHolding(most);
        CountDownLatch ran = new CountDownLatch(10);
        Set<Thread> others = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 10; i++) {
            pool.execute(() -> {
                others.add(Thread.currentThread());
                ran.countDown();
            });
        }
        held.countDown();
        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(heldThreads).hasSize(most).containsAll(others);
    }

    @Test
    void whatWaitsAtTheShutdownIsStillDone() throws Exception {
        hold(2 * HandlerPool.THREADS);
        CountDownLatch ran = new CountDownLatch(1);
        pool.execute(ran::countDown);
        pool.shutdown();
        held.countDown();
        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
