package dev.sockeye.socketio.redis;

import static dev.sockeye.socketio.redis.Mixed.awaitServers;
import static dev.sockeye.socketio.redis.Mixed.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.ClusterTimeoutException;
import dev.sockeye.socketio.adapter.cluster.ClusterAdapter;
import dev.sockeye.testsupport.Proves;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Redis absent, killed, stopped, cutting connections. {@code -Dredis.kills=100} kills it that often instead of three times.
 */
@Proves("A29")
final class RedisFaultsIT {
    private static final int KILLS = Integer.getInteger("redis.kills", 3);
    private static final Duration BACK = Duration.ofSeconds(2);

    enum Kind {
        CLASSIC(connections ->
                RedisAdapterFactory.pubSub(connections, PubSubOptions.builder().build())),
        SHARDED(connections -> RedisAdapterFactory.sharded(
                connections, ShardedOptions.builder().build())),
        STREAMS(connections -> RedisAdapterFactory.streams(
                connections,
                StreamsOptions.builder().blockTime(Duration.ofSeconds(1)).build()));

        final Function<RedisConnections, RedisAdapterFactory> factory;

        Kind(Function<RedisConnections, RedisAdapterFactory> factory) {
            this.factory = factory;
        }
    }

    /** A node with one socket, and what is needed to look into it. */
    private static final class Server implements AutoCloseable {
        final RedisConnections connections;
        final RedisAdapterFactory factory;
        final FakeNode node;

        Server(RedisProcess redis, Kind kind, String socket) {
            connections = RedisConnections.standalone(redis.uri());
            factory = kind.factory.apply(connections);
            node = new FakeNode("/").with(factory).add(socket, "room");
        }

        /** The numbers that its socket was sent, in the order of their arrival. */
        List<Long> numbers() {
            return node.received().stream()
                    .map(received -> ((Number) received.args().get(1)).longValue())
                    .toList();
        }

        @Override
        public void close() {
            node.close();
            connections.close();
        }
    }

    private RedisProcess redis = RedisProcess.reserve();
    private Server a;
    private Server b;

    @AfterEach
    void tearDown() {
        if (a != null) {
            a.close();
        }
        if (b != null) {
            b.close();
        }
        redis.close();
    }

    private void startTwo(Kind kind) {
        a = new Server(redis, kind, "a");
        b = new Server(redis, kind, "b");
        awaitServers(a.node.adapter(), 2);
        awaitServers(b.node.adapter(), 2);
    }

    private void emit(long number) {
        a.node.adapter().broadcast(event("n", number), BroadcastOptions.ALL);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void serversStartWithoutRedisAndFindEachOtherWhenItComes(Kind kind) {
        a = new Server(redis, kind, "a");
        b = new Server(redis, kind, "b");
        emit(0);
        assertThat(a.numbers()).containsExactly(0L);
        assertThat(a.factory.metrics().lost()).isPositive();
        assertThat(a.node.adapter().serverCount())
                .succeedsWithin(Duration.ofSeconds(1))
                .isEqualTo(1);

        redis.restart();

        await().atMost(BACK)
                .until(() -> a.node.initialized().isDone()
                        && b.node.initialized().isDone()
                        && a.node.adapter().serverCount().get() == 2
                        && b.node.adapter().serverCount().get() == 2);
        emit(1);
        await().atMost(BACK).untilAsserted(() -> assertThat(b.numbers()).containsExactly(1L));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aKilledRedisCostsNoLocalDeliveryAndNothingIsDeliveredTwice(Kind kind) throws Exception {
        redis.restart();
        startTwo(kind);
        long[] next = {0};
        CompletableFuture<Void> stop = new CompletableFuture<>();
        Thread traffic = new Thread(() -> {
            while (!stop.isDone()) {
                emit(next[0]++);
                pause(2);
            }
        });
        traffic.start();
        long slowest = 0;
        long mostPending = 0;
        try {
            for (int i = 0; i < KILLS; i++) {
                pause(300);
                redis.kill();
                pause(300);
                mostPending = Math.max(mostPending, a.factory.metrics().pendingBytes());
                int before = b.node.count();
                redis.restart();
                long start = System.nanoTime();
                await().atMost(BACK).until(() -> b.node.count() > before);
                slowest = Math.max(slowest, System.nanoTime() - start);
            }
        } finally {
            stop.complete(null);
            traffic.join();
        }
        System.out.printf(
                "%s: %d kills, %d numbers, back after at most %d ms, at most %d bytes pending%n",
                kind, KILLS, next[0], TimeUnit.NANOSECONDS.toMillis(slowest), mostPending);
        assertThat(mostPending).isLessThanOrEqualTo(16L << 20);
        emit(next[0]);
        await().atMost(BACK).until(() -> b.numbers().contains(next[0]));

        List<Long> local = a.numbers();
        assertThat(local).hasSize((int) next[0] + 1).isSorted().doesNotHaveDuplicates();
        List<Long> remote = b.numbers();
        assertThat(remote).isSorted().doesNotHaveDuplicates();
        // What is missing over there is known here.
        assertThat(a.factory.metrics().lost()).isPositive();
        assertThat(a.factory.metrics().interruptions()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aStoppedRedisHoldsNobodyUp(Kind kind) {
        redis.restart();
        startTwo(kind);
        redis.signal("STOP");
        String payload = "x".repeat(100_000);
        long slowest = 0;
        for (int i = 0; i < 400; i++) {
            long start = System.nanoTime();
            a.node.adapter().broadcast(event("n", (long) i, payload), BroadcastOptions.ALL);
            slowest = Math.max(slowest, System.nanoTime() - start);
        }
        assertThat(a.numbers()).hasSize(400);
        assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofMillis(500));
        assertThat(a.factory.metrics().pendingBytes()).isBetween(1L, 16L << 20);
        assertThat(a.factory.metrics().lost()).as("beyond the bound").isPositive();

        redis.signal("CONT");

        await().atMost(Duration.ofSeconds(5)).until(() -> a.factory.metrics().pendingBytes() == 0);
        await().atMost(BACK).until(() -> {
            emit(1000);
            return b.numbers().contains(1000L);
        });
        List<Long> remote = b.numbers().stream().filter(number -> number < 1000).toList();
        assertThat(remote).isSorted().doesNotHaveDuplicates().hasSizeLessThan(400);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void cutConnectionsComeBackAndDeliverOnce(Kind kind) {
        redis.restart();
        startTwo(kind);
        redis.call("CLIENT", "KILL", "TYPE", "pubsub");
        redis.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");

        await().atMost(BACK).until(() -> {
            emit(1);
            return b.numbers().contains(1L);
        });
        await().atMost(BACK)
                .until(() -> a.node.adapter().serverCount().get() == 2
                        && b.node.adapter().serverCount().get() == 2);
        int before = b.node.received().size();
        for (long i = 2; i < 100; i++) {
            emit(i);
        }
        await().atMost(BACK).until(() -> b.node.received().size() == before + 98);
        assertThat(new HashSet<>(b.numbers())).hasSize(99);
        assertThat(a.factory.metrics().interruptions()).isPositive();
    }

    @Test
    void aSubscriberThatRedisCutsOffIsBackAndTheGapIsCounted() {
        redis.restart();
        startTwo(Kind.CLASSIC);
        // Whatever the socket's buffers take: one answer is larger than what Redis may hold back for a subscriber.
        redis.call("CONFIG", "SET", "client-output-buffer-limit", "pubsub 100kb 100kb 1");
        redis.call("PUBLISH", "socket.io#/#room#", new byte[20_000_000]);
        await().atMost(BACK).until(() -> b.factory.metrics().interruptions() > 0);

        redis.call("CONFIG", "SET", "client-output-buffer-limit", "pubsub 32mb 8mb 60");
        await().atMost(BACK).until(() -> {
            emit(1);
            return b.numbers().contains(1L);
        });
    }

    @Test
    void aSleepingRedisDelaysOthersOnly() {
        redis.restart();
        startTwo(Kind.CLASSIC);
        CompletableFuture<String> sleeping = CompletableFuture.supplyAsync(() -> redis.call("DEBUG", "SLEEP", "1.5"));
        pause(100);
        long start = System.nanoTime();
        emit(1);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(200));
        assertThat(a.numbers()).containsExactly(1L);
        await().atMost(Duration.ofSeconds(4))
                .untilAsserted(() -> assertThat(b.numbers()).containsExactly(1L));
        assertThat(sleeping).isDone();
    }

    @Test
    @Proves("A21")
    void aRequestWithoutRedisFailsAtOnceAndNamesWhatIsMissing() {
        redis.restart();
        startTwo(Kind.CLASSIC);
        redis.kill();
        await().atMost(BACK).until(() -> a.factory.metrics().interruptions() > 0);

        assertThat(a.node.adapter().fetchSockets(BroadcastOptions.ALL))
                .failsWithin(1, TimeUnit.SECONDS)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(ClusterTimeoutException.class, failure -> {
                    assertThat(failure).hasMessage("request not sent: only 0 responses received out of 1");
                    assertThat(failure.responses()).hasSize(1);
                });
        assertThat(((ClusterAdapter) a.node.adapter()).pendingRequests()).isZero();
    }

    @Test
    @Proves("A21")
    void aServerThatDiesWithARequestCostsItsTimeoutAtMost() {
        redis.restart();
        RedisConnections connections = RedisConnections.standalone(redis.uri());
        try (connections;
                NodePeer peer = NodePeer.start(
                        Map.of("adapter", "classic", "ports", List.of(redis.port()), "node", "dying", "silent", true));
                FakeNode node = new FakeNode("/")
                        .with(RedisAdapterFactory.pubSub(
                                connections,
                                PubSubOptions.builder()
                                        .requestsTimeout(Duration.ofMillis(500))
                                        .build()))) {
            awaitServers(node.adapter(), 2);
            var answers = node.adapter()
                    .serverSideEmitWithAck(
                            dev.sockeye.socketio.protocol.PacketArgs.of("server-side-ack", 1), Duration.ofMillis(500));
            await().atMost(BACK).until(() -> peer.events("server-side").size() == 1);
            peer.kill();
            assertThat(answers)
                    .failsWithin(2, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .havingCause()
                    .withMessage("timeout reached: only 0 responses received out of 1");
            assertThat(((ClusterAdapter) node.adapter()).pendingRequests()).isZero();
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
