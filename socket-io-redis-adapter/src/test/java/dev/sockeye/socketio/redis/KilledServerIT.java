package dev.sockeye.socketio.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sockeye.socketio.server.SocketIoServer;
import dev.sockeye.testsupport.Proves;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One of two servers is killed again and again under numbered traffic of both; published clients count. The short form runs
 * in the build; {@code -Drecovery.clients=2000 -Drecovery.kills=20 -Drecovery.seconds=10} is the long one.
 */
@Proves("A38")
@Timeout(value = 1, unit = TimeUnit.HOURS)
final class KilledServerIT {
    private static final int CLIENTS = Integer.getInteger("recovery.clients", 50);
    private static final int KILLS = Integer.getInteger("recovery.kills", 2);
    private static final int GROUPS = 10;
    private static final Duration BACK = Duration.ofSeconds(Integer.getInteger("recovery.seconds", 60));
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private RedisProcess redis;
    private SocketIoServer survivor;
    private RecoveryServer.Child victim;
    private NodePeer crowd;
    private Thread traffic;
    private volatile boolean paused;
    private volatile boolean ended;
    private final Map<String, Long> sent = new ConcurrentHashMap<>();

    @BeforeEach
    void setUp() {
        redis = RedisProcess.start();
        survivor = RecoveryServer.start(redis.uri());
        victim = RecoveryServer.Child.start(redis.uri(), "a0", GROUPS, 50);
        awaitTwoServers();
        crowd = NodePeer.start(
                "crowd.mjs", Map.of("servers", List.of(victim.url(), url()), "count", CLIENTS, "inGroups", GROUPS));
        awaitAll("connected", PATIENCE);
        traffic = new Thread(this::send, "traffic");
        traffic.start();
    }

    private String url() {
        return "http://127.0.0.1:" + survivor.port();
    }

    private void awaitTwoServers() {
        await().atMost(Mixed.LONG)
                .until(() -> survivor.sockets().adapter().serverCount().get() == 2);
    }

    @AfterEach
    void tearDown() throws Exception {
        ended = true;
        if (traffic != null) {
            traffic.join();
        }
        if (crowd != null) {
            crowd.close();
        }
        victim.close();
        survivor.close().join();
        redis.close();
    }

    /** To each group in turn, and to single clients wherever they are, or will be. */
    private void send() {
        for (int turn = 0; !ended; turn++) {
            pause(10);
            if (paused) {
                continue;
            }
            if (turn % 2 == 0) {
                String group = String.valueOf(turn / 2 % GROUPS);
                survivor.to("group" + group).emit("n", "b/" + group, next("b/" + group));
            } else {
                List<Map<?, ?>> fresh = crowd.events("fresh");
                String id = String.valueOf(fresh.get(turn / 2 % fresh.size()).get("socket"));
                survivor.to(id).emit("n", "d" + id, next("d" + id));
            }
        }
    }

    private long next(String key) {
        return sent.merge(key, 1L, Long::sum) - 1;
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> status() {
        return (Map<String, Object>) crowd.call("status", Map.of());
    }

    private static long number(Map<String, Object> status, String name) {
        return ((Number) status.get(name)).longValue();
    }

    private void awaitAll(String what, Duration atMost) {
        await().atMost(atMost)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(status()).as(what).containsEntry(what, (long) CLIENTS));
    }

    /** Everybody has all that the survivor sent, and as much as the others of what the servers sent that are dead. */
    private void awaitEverything() {
        paused = true;
        pause(50);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            Map<?, ?> missing = (Map<?, ?>) crowd.call("missing", Map.of("ends", new HashMap<>(sent)));
            assertThat(missing.get("behind")).isEqualTo(0L);
            assertThat((List<?>) missing.get("unequal")).isEmpty();
        });
        paused = false;
    }

    @Test
    void clientsOfAKilledServerResumeOnTheOtherWithNothingLostOrDoubled() {
        awaitAll("informed", PATIENCE);
        long recovered = 0;
        long fresh = 0;
        List<Long> backAfter = new ArrayList<>();
        for (int kill = 1; kill <= KILLS; kill++) {
            crowd.call("complete", Map.of());
            pause(1000);

            victim.kill();
            long start = System.nanoTime();
            await().atMost(BACK)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> number(status(), "connected") < CLIENTS);
            awaitAll("connected", BACK);
            backAfter.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            awaitEverything();
            Map<String, Object> status = status();
            recovered += number(status, "recovered");
            fresh += number(status, "fresh");
            assertThat(number(status, "recovered") + number(status, "fresh")).isEqualTo(CLIENTS / 2);
            assertThat((List<?>) status.get("violations")).isEmpty();

            victim = RecoveryServer.Child.start(redis.uri(), "a" + kill, GROUPS, 50);
            awaitTwoServers();
            crowd.call("servers", Map.of("servers", List.of(victim.url(), url())));
            crowd.call("spread", Map.of());
            awaitAll("connected", PATIENCE);
        }
        System.out.printf(
                "%d clients, %d kills: %d recovered, %d fresh, back after %s ms%n",
                CLIENTS, KILLS, recovered, fresh, backAfter);
        // 99.9 %, and so none in the short form.
        assertThat(fresh * 1000).isLessThanOrEqualTo(recovered);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
