package dev.sockeye.socketio.redis;

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
import java.util.function.Consumer;

/** A connection that notes what is sent; what answers is up to the test. Thread-safe. */
final class FakePubSub implements RedisBackend, AutoCloseable {
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

    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}
