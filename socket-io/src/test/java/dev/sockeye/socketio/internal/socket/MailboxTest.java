package dev.sockeye.socketio.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class MailboxTest {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Object> received = new ArrayList<>();
    private final Mailbox mailbox = new Mailbox(tasks::add) {
        @Override
        protected void receive(Object item) {
            received.add(item);
            if (item.equals("more")) {
                post("posted while running");
            }
        }

        @Override
        protected void refused(Object item) {
            throw new AssertionError(item);
        }
    };

    @Test
    void itemsRunInOrderInOneTask() {
        mailbox.post(1);
        mailbox.post(2);
        mailbox.post("more");
        mailbox.post(3);
        assertThat(tasks).hasSize(1);
        tasks.remove().run();
        assertThat(received).containsExactly(1, 2, "more", 3, "posted while running");
        assertThat(tasks).isEmpty();
        mailbox.post(4);
        assertThat(tasks).hasSize(1);
    }

    @Test
    void othersGetTheThreadBetweenBatches() {
        Mailbox endless = new Mailbox(tasks::add) {
            @Override
            protected void receive(Object item) {
                received.add(item);
                post(item);
            }

            @Override
            protected void refused(Object item) {
                throw new AssertionError(item);
            }
        };
        endless.post("x");
        tasks.remove().run();
        assertThat(received).hasSizeGreaterThanOrEqualTo(64).hasSizeLessThan(200);
        assertThat(tasks).hasSize(1);
    }

    @Test
    void aMailboxWithoutThreadsSaysSoAndStartsAgain() {
        AtomicBoolean rejecting = new AtomicBoolean(true);
        List<Object> lost = new ArrayList<>();
        Mailbox refused =
                new Mailbox(task -> {
                    if (rejecting.get()) {
                        throw new RejectedExecutionException();
                    }
                    task.run();
                }) {
                    @Override
                    protected void receive(Object item) {
                        received.add(item);
                    }

                    @Override
                    protected void refused(Object item) {
                        lost.add(item);
                    }
                };
        refused.post("lost");
        assertThat(lost).containsExactly("lost");
        rejecting.set(false);
        refused.post("kept");
        assertThat(received).containsExactly("kept");
    }

    @Test
    void manyThreadsLoseNothingAndEachKeepsItsOrder() throws Exception {
        int threads = 4;
        int each = 20_000;
        ExecutorService pool = Executors.newFixedThreadPool(threads + 2);
        try {
            int[] last = new int[threads];
            CountDownLatch done = new CountDownLatch(threads * each);
            AtomicBoolean inside = new AtomicBoolean();
            List<String> faults = new ArrayList<>();
            Mailbox shared = new Mailbox(pool) {
                @Override
                protected void receive(Object item) {
                    int[] sent = (int[]) item;
                    if (!inside.compareAndSet(false, true) || sent[1] != ++last[sent[0]]) {
                        faults.add("thread " + sent[0] + " item " + sent[1]);
                    }
                    inside.set(false);
                    done.countDown();
                }

                @Override
                protected void refused(Object item) {
                    faults.add("refused " + item);
                }
            };
            for (int t = 0; t < threads; t++) {
                int thread = t;
                pool.execute(() -> {
                    for (int i = 1; i <= each; i++) {
                        shared.post(new int[] {thread, i});
                    }
                });
            }
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(faults).isEmpty();
        } finally {
            pool.shutdownNow();
        }
    }
}
