package dev.sockeye.socketio.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.socketio.redis.Subscriptions.Kind;
import dev.sockeye.testsupport.Proves;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@Proves("A29")
final class SubscriptionsTest {
    private final FakeConnection redis = new FakeConnection();
    private final Subscriptions subscriptions = new Subscriptions(redis, new RedisCounters());

    @BeforeEach
    void start() {
        subscriptions.start();
    }

    @AfterEach
    void stop() {
        subscriptions.close();
        redis.scheduler.shutdownNow();
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

    /** A connection that notes what is sent; what answers is up to the test. Thread-safe. */
    private static final class FakeConnection implements RedisBackend {
        final List<String> sent = new CopyOnWriteArrayList<>();
        final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
        volatile RedisPubSubListener<String, byte[]> listener;
        volatile Consumer<String> answer = channel -> listener.subscribed(channel, 1);

        @Override
        @SuppressWarnings("unchecked")
        public CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub() {
            Object commands = proxy(RedisPubSubAsyncCommands.class, (method, args) -> {
                String channel = ((Object[]) args[0])[0].toString();
                sent.add(method + " " + channel);
                if (method.equals("subscribe")) {
                    answer.accept(channel);
                }
                return null;
            });
            return CompletableFuture.completedFuture((StatefulRedisPubSubConnection<String, byte[]>)
                    proxy(StatefulRedisPubSubConnection.class, (method, args) -> switch (method) {
                        case "addListener" -> {
                            listener = (RedisPubSubListener<String, byte[]>) args[0];
                            yield null;
                        }
                        case "async" -> commands;
                        case "isOpen" -> true;
                        case "closeAsync" -> CompletableFuture.completedFuture(null);
                        default -> throw new UnsupportedOperationException(method);
                    }));
        }

        private interface Behaviour {
            Object call(String method, Object[] args);
        }

        private static Object proxy(Class<?> type, Behaviour behaviour) {
            return Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, args) -> behaviour.call(method.getName(), args));
        }

        @Override
        public CompletableFuture<Commands> connect() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isCluster() {
            return false;
        }

        @Override
        public void addListener(RedisConnectionStateListener stateListener) {}

        @Override
        public void removeListener(RedisConnectionStateListener stateListener) {}

        @Override
        public ScheduledExecutorService scheduler() {
            return scheduler;
        }
    }
}
