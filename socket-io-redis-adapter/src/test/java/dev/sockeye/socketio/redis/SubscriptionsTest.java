package dev.sockeye.socketio.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.socketio.redis.Subscriptions.Kind;
import dev.sockeye.testsupport.Proves;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@Proves("A29")
final class SubscriptionsTest {
    private final FakePubSub redis = new FakePubSub();
    private final Subscriptions subscriptions = new Subscriptions(redis, new RedisCounters());

    @BeforeEach
    void start() {
        subscriptions.start();
    }

    @AfterEach
    void stop() {
        subscriptions.close();
        redis.close();
    }

    private CompletableFuture<Void> subscribe(String channel) {
        return subscriptions.subscribe(Kind.CHANNEL, channel, (from, message) -> {});
    }

    /** Redis may answer on another thread while the call that subscribes has not returned. */
    @Test
    void anAnswerThatIsFasterThanTheCallDoesNotUndoIt() throws Exception {
        redis.answer = channel -> {
            CompletableFuture<Void> answered =
                    CompletableFuture.runAsync(() -> redis.listener.subscribed(channel, 1), redis.scheduler);
            try {
                answered.get(200, TimeUnit.MILLISECONDS);
            } catch (Exception e) {
                // It waits for the call, as it should.
            }
        };

        assertThat(subscribe("a")).succeedsWithin(Mixed.LONG);
        assertThat(redis.sent).containsExactly("subscribe a");
    }

    @Test
    void whatIsNotWantedAnyMoreIsGivenUp() {
        redis.listener.subscribed("a", 1);

        assertThat(redis.sent).containsExactly("unsubscribe a");
    }

    @Test
    void theChannelByWhichServersAreCountedComesLast() {
        redis.answer = channel -> {};
        CompletableFuture<Void> first = subscribe("answers");
        CompletableFuture<Void> second =
                subscriptions.subscribeAfter(first, Kind.CHANNEL, "counted", (from, message) -> {});
        assertThat(redis.sent).containsExactly("subscribe answers");
        assertThat(second).isNotDone();

        redis.listener.subscribed("answers", 1);
        assertThat(redis.sent).containsExactly("subscribe answers", "subscribe counted");
        redis.listener.subscribed("counted", 2);
        assertThat(second).isCompleted();
    }

    @Test
    void whatIsGivenUpBeforeItsTimeIsNeverSubscribed() {
        CompletableFuture<Void> condition = new CompletableFuture<>();
        Subscriptions.Listener listener = (from, message) -> {};
        subscriptions.subscribeAfter(condition, Kind.CHANNEL, "counted", listener);
        subscriptions.unsubscribe(Kind.CHANNEL, "counted", listener);
        condition.complete(null);

        assertThat(redis.sent).doesNotContain("subscribe counted");
    }
}
