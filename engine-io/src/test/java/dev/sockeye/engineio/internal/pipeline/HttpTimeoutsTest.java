package dev.sockeye.engineio.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.internal.loop.LoopContext;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HttpTimeoutsTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<Boolean> asked = new ArrayList<>();
    private HttpTimeouts timeouts;

    @BeforeEach
    void add() {
        channel.freezeTime();
        EngineIoOptions options = EngineIoOptions.builder()
                .bodyTimeout(Duration.ofSeconds(2))
                .keepAliveTimeout(Duration.ofSeconds(3))
                .build();
        timeouts = new HttpTimeouts(new LoopContext(channel.eventLoop()), options);
        timeouts.listener(asked::add);
        channel.pipeline().addLast(timeouts);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void pass(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void theServerMayTakeItsTime() {
        timeouts.onHead();
        timeouts.onBodyComplete();
        pass(60_000);
        assertThat(asked).isEmpty();
    }

    @Test
    void aBodyHasItsTime() {
        timeouts.onHead();
        pass(1999);
        assertThat(asked).isEmpty();
        pass(1);
        assertThat(asked).containsExactly(true);
    }

    @Test
    void whoDoesNotReadTheAnswerHasTheTimeOfAnIdleConnection() {
        timeouts.onHead();
        timeouts.onBodyComplete();
        timeouts.onAnswerWaits();
        pass(2999);
        assertThat(asked).isEmpty();
        pass(1);
        assertThat(asked).containsExactly(true);
    }

    @Test
    void theEndOfABodyBehindItsAnswerGivesNobodyMoreTime() {
        timeouts.onHead();
        timeouts.onAnswerWaits();
        pass(2000);
        timeouts.onBodyComplete();
        pass(1000);
        assertThat(asked).containsExactly(true);
    }

    @Test
    void anIdleConnectionWasNotAsked() {
        timeouts.onHead();
        timeouts.onBodyComplete();
        timeouts.onAnswered();
        pass(3000);
        assertThat(asked).containsExactly(false);
    }
}
