package dev.sockeye.socketio.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stream is empty in the beginning; each read gets what the test answers. */
final class StreamReaderTest {
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final BlockingQueue<Supplier<List<StreamMessage<String, byte[]>>>> answers = new LinkedBlockingQueue<>();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();
    private boolean deliversLater;
    private final RedisCounters counters = new RedisCounters();
    private final StreamReader reader = new StreamReader(
            new FakeBackend(), counters, "stream", StreamsOptions.builder().build(), new StreamReader.Consumer() {
                @Override
                public void onEntry(StreamMessage<String, byte[]> entry) {
                    if (entry.getId().equals("9-9")) {
                        throw new OutOfMemoryError("no buffer");
                    }
                    taken.add(entry.getId());
                }

                @Override
                public void runBehind(List<StreamMessage<String, byte[]>> entries, Runnable task) {
                    if (deliversLater) {
                        waiting.add(task);
                    } else {
                        task.run();
                    }
                }
            });

    @AfterEach
    void stop() {
        reader.close();
        scheduler.shutdownNow();
    }

    private void answer(String id) {
        answers.add(() -> List.of(new StreamMessage<>("stream", id, Map.of())));
    }

    private void awaitTaken(String... ids) {
        await().untilAsserted(() -> assertThat(taken).containsExactly(ids));
    }

    @Test
    void aCommandThatTheDriverRefusesByAnExceptionIsTriedAgain() {
        answer("1-0");
        answers.add(() -> {
            throw new RedisException("refused");
        });
        answer("2-0");
        reader.start();

        awaitTaken("1-0", "2-0");
        assertThat(counters.interruptions.sum()).isEqualTo(1);
    }

    @Test
    void anEntryForWhichThereIsNoMemoryIsSkipped() {
        answer("9-9");
        answer("10-0");
        reader.start();

        awaitTaken("10-0");
        assertThat(counters.ignored.sum()).isEqualTo(1);
    }

    @Test
    void nothingMoreIsReadBeforeWhatWasReadIsDelivered() {
        deliversLater = true;
        answer("1-0");
        answer("2-0");
        reader.start();

        await().until(() -> waiting.size() == 1);
        assertThat(taken).containsExactly("1-0");
        assertThat(answers).hasSize(1);
        waiting.remove(0).run();
        awaitTaken("1-0", "2-0");
    }

    @Test
    void aReaderThatIsClosedReadsNoMore() {
        deliversLater = true;
        answer("1-0");
        answer("2-0");
        reader.start();
        await().until(() -> waiting.size() == 1);

        reader.close();
        waiting.remove(0).run();

        assertThat(reader.isHealthy()).isFalse();
        assertThat(taken).containsExactly("1-0");
    }

    private Object call(Method method) {
        return switch (method.getName()) {
            case "xrange", "xrevrange" -> future(CompletableFuture.completedFuture(List.of()));
            case "xread" -> {
                Supplier<List<StreamMessage<String, byte[]>>> answer = answers.poll();
                yield future(
                        answer == null ? new CompletableFuture<>() : CompletableFuture.completedFuture(answer.get()));
            }
            case "isOpen" -> true;
            case "closeAsync" -> CompletableFuture.completedFuture(null);
            default -> throw new UnsupportedOperationException(method.getName());
        };
    }

    private static Object future(CompletableFuture<?> future) {
        return proxy(RedisFuture.class, (proxy, method, args) -> method.invoke(future, args));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** One connection that is always there. */
    private final class FakeBackend implements RedisBackend {
        @Override
        @SuppressWarnings("unchecked")
        public CompletableFuture<Commands> connect() {
            return CompletableFuture.completedFuture(new Commands() {
                @Override
                public RedisClusterAsyncCommands<String, byte[]> async() {
                    return proxy(RedisClusterAsyncCommands.class, (proxy, method, args) -> call(method));
                }

                @Override
                public StatefulConnection<String, byte[]> connection() {
                    return proxy(StatefulConnection.class, (proxy, method, args) -> call(method));
                }

                @Override
                public CompletableFuture<Long> countSubscribers(String channel, boolean sharded) {
                    throw new UnsupportedOperationException();
                }
            });
        }

        @Override
        public CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isCluster() {
            return false;
        }

        @Override
        public void addListener(RedisConnectionStateListener listener) {}

        @Override
        public void removeListener(RedisConnectionStateListener listener) {}

        @Override
        public ScheduledExecutorService scheduler() {
            return scheduler;
        }
    }
}
