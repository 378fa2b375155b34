package dev.sockeye.engineio.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TimeoutQueueTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<String> fired = new ArrayList<>();
    private LoopContext loop;

    @BeforeEach
    void freeze() {
        channel.freezeTime();
        loop = new LoopContext(channel.eventLoop());
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private Timeout timeout(String name) {
        return Timeout.of(() -> fired.add(name));
    }

    private TimeoutQueue queue(long millis) {
        return loop.timeouts(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private void pass(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    @Test
    void timeoutsFireInOrderAndNotBeforeTheirTime() {
        queue(100).arm(timeout("a"));
        pass(50);
        queue(100).arm(timeout("b"));
        pass(49);
        assertThat(fired).isEmpty();
        pass(1);
        assertThat(fired).containsExactly("a");
        pass(50);
        assertThat(fired).containsExactly("a", "b");
        assertThat(loop.armedTimeouts()).isZero();
    }

    @Test
    void aCancelledTimeoutDoesNotFire() {
        Timeout a = timeout("a");
        Timeout b = timeout("b");
        queue(100).arm(a);
        queue(100).arm(b);
        a.cancel();
        a.cancel();
        pass(100);
        assertThat(fired).containsExactly("b");
        assertThat(a.isArmed()).isFalse();
    }

    @Test
    void armingAgainStartsAnewAndMayChangeTheQueue() {
        Timeout a = timeout("a");
        queue(100).arm(a);
        pass(60);
        queue(200).arm(a);
        pass(199);
        assertThat(fired).isEmpty();
        pass(1);
        assertThat(fired).containsExactly("a");
    }

    @Test
    void aTaskMayArmItselfAgain() {
        Timeout[] self = new Timeout[1];
        self[0] = Timeout.of(() -> {
            fired.add("tick");
            queue(10).arm(self[0]);
        });
        queue(10).arm(self[0]);
        for (int i = 0; i < 5; i++) {
            pass(10);
        }
        assertThat(fired).hasSize(5);
        self[0].cancel();
    }

    @Test
    void randomUseKeepsTheOrder() {
        Random random = new Random(7);
        List<Timeout> timeouts = new ArrayList<>();
        List<Long> order = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Timeout[] self = new Timeout[1];
            self[0] = Timeout.of(() -> order.add(self[0].deadlineNanos()));
            timeouts.add(self[0]);
        }
        for (int step = 0; step < 2000; step++) {
            Timeout chosen = timeouts.get(random.nextInt(timeouts.size()));
            switch (random.nextInt(4)) {
                case 0 -> chosen.cancel();
                case 1 -> pass(random.nextInt(5));
                default -> queue(20).arm(chosen);
            }
        }
        timeouts.forEach(Timeout::cancel);
        assertThat(order).isNotEmpty().isSorted();
        assertThat(loop.armedTimeouts()).isZero();
    }
}
