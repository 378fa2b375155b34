package dev.sockeye.socketio.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class HandlersTest {
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final Executor executor = loop::add;
    private final Threads threads = new Threads();
    private final Handlers handlers = Handlers.owning(threads);
    private final List<Object> received = new ArrayList<>();
    private final List<Object> refused = new ArrayList<>();

    /** Threads that do nothing by themselves. */
    private static final class Threads extends AbstractExecutorService {
        final Queue<Runnable> tasks = new ArrayDeque<>();
        boolean ended;

        @Override
        public void execute(Runnable task) {
            if (ended) {
                throw new RejectedExecutionException();
            }
            tasks.add(task);
        }

        @Override
        public void shutdown() {
            ended = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            ended = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return ended;
        }

        @Override
        public boolean isTerminated() {
            return ended && tasks.isEmpty();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return isTerminated();
        }
    }

    private final class OnLoop extends Mailbox {
        OnLoop() {
            super(threads);
        }

        @Override
        protected void start() {
            handlers.startInTurn(this, executor);
        }

        @Override
        protected void receive(Object item) {
            received.add(item);
        }

        @Override
        protected void refused(Object item) {
            refused.add(item);
        }
    }

    @Test
    void whatALoopStartsInOneTurnReachesTheThreadsTogether() {
        new OnLoop().post(1);
        new OnLoop().post(2);
        new OnLoop().post(3);
        assertThat(loop).hasSize(1);
        assertThat(threads.tasks).isEmpty();

        loop.remove().run();
        assertThat(threads.tasks).hasSize(1);
        threads.tasks.remove().run();
        assertThat(received).as("the others are tasks of their own").containsExactly(1);
        assertThat(threads.tasks).hasSize(2);
        threads.tasks.forEach(Runnable::run);
        assertThat(received).containsExactly(1, 2, 3);
    }

    @Test
    void eachTurnIsStarted() {
        for (int turn = 1; turn <= 3; turn++) {
            new OnLoop().post(turn);
            loop.remove().run();
            threads.tasks.remove().run();
        }
        assertThat(received).containsExactly(1, 2, 3);
    }

    @Test
    void aListenerThatBlocksDelaysNobodyOfTheSameTurn() throws Exception {
        CountDownLatch others = new CountDownLatch(7);
        CountDownLatch blocked = new CountDownLatch(1);
        List<Object> seen = Collections.synchronizedList(new ArrayList<>());
        HandlerPool pool = new HandlerPool();
        Handlers real = Handlers.owning(pool);
        try {
            for (int i = 0; i < 8; i++) {
                Mailbox mailbox = new Mailbox(pool) {
                    @Override
                    protected void start() {
                        real.startInTurn(this, executor);
                    }

                    @Override
                    protected void receive(Object item) {
                        if (!item.equals(0)) {
                            others.countDown();
                        } else {
                            awaitUninterruptibly(others);
                            blocked.countDown();
                        }
                    }

                    @Override
                    protected void refused(Object item) {
                        seen.add(item);
                    }
                };
                mailbox.post(i);
            }
            loop.remove().run();
            assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(seen).as("refused").isEmpty();
        } finally {
            real.close();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatWasStartedBeforeTheCloseIsStillDone() {
        new OnLoop().post(1);
        new OnLoop().post(2);
        handlers.close();
        assertThat(threads.ended).as("a turn goes on").isFalse();
        loop.remove().run();
        assertThat(threads.ended).isTrue();
        threads.tasks.remove().run();
        assertThat(received).as("in either order").containsExactlyInAnyOrder(1, 2);
        assertThat(refused).isEmpty();
    }

    @Test
    void whatIsStartedAfterTheCloseIsRefused() {
        handlers.close();
        handlers.close();
        assertThat(threads.ended).isTrue();
        new OnLoop().post(1);
        new OnLoop().post(2);
        loop.remove().run();
        assertThat(refused).containsExactly(1, 2);
        assertThat(received).isEmpty();
    }
}
