package dev.sockeye.socketio.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.KeptSession;
import dev.sockeye.socketio.adapter.RecoverableSocket;
import dev.sockeye.socketio.adapter.RestoredSession;
import dev.sockeye.socketio.adapter.SessionSnapshot;
import dev.sockeye.testsupport.Proves;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sessions of connected sockets on a Redis Cluster, where each has a slot of its own and the stream another. */
@Proves({"A28", "A38"})
final class ClusterSessionsIT {
    private static final int SESSIONS = 30;

    /** A socket of a test. */
    private static final class Client implements RecoverableSocket {
        final String pid;
        volatile int ends;

        Client(String pid) {
            this.pid = pid;
        }

        @Override
        public SessionSnapshot snapshot() {
            return new SessionSnapshot("s" + pid, pid, Set.of("s" + pid, "room"), Map.of("user", pid));
        }

        @Override
        public synchronized void end() {
            ends++;
        }
    }

    private static FakeNode start(RedisConnections connections) {
        FakeNode node = new FakeNode("/", Optional.of(Duration.ofMinutes(2)))
                .with(RedisAdapterFactory.streams(
                        connections, StreamsOptions.builder().build()));
        node.initialized().orTimeout(20, TimeUnit.SECONDS).join();
        return node;
    }

    @Test
    void sessionsOfAllSlotsAreKeptTakenOnceAndEnded() {
        RedisClusterProcess cluster = RedisClusterProcess.shared();
        try (RedisConnections connections = RedisConnections.cluster(cluster.uri());
                FakeNode owner = start(connections);
                FakeNode other = start(connections)) {
            other.add("x");
            owner.adapter().broadcast(Mixed.event("n", 0), BroadcastOptions.ALL);
            await().atMost(Mixed.LONG).until(() -> other.count() == 1);
            String offset = String.valueOf(other.received().get(0).args().get(2));
            List<Client> clients = IntStream.range(0, SESSIONS)
                    .mapToObj(i -> new Client("pid" + i))
                    .toList();
            List<KeptSession> kept = new ArrayList<>();
            for (Client client : clients) {
                KeptSession session = owner.adapter().keepSession(client).orElseThrow();
                session.onChange().orTimeout(10, TimeUnit.SECONDS).join();
                kept.add(session);
            }
            assertThat(cluster.servers()).allSatisfy(server -> assertThat(server.call("DBSIZE"))
                    .as("records of this server")
                    .isNotEqualTo(":0\r\n"));
            owner.adapter().broadcast(Mixed.event("n", 1), BroadcastOptions.ALL);
            await().atMost(Mixed.LONG).until(() -> other.count() == 2); // else it would not be missed yet

            for (Client client : clients) {
                List<RestoredSession> restored = new ArrayList<>();
                assertThat(other.adapter()
                                .restoreSession(client.pid, offset, restored::add)
                                .orTimeout(15, TimeUnit.SECONDS)
                                .join())
                        .as(client.pid)
                        .isTrue();
                assertThat(restored).hasSize(1);
                assertThat(restored.get(0).session()).isEqualTo(client.snapshot());
                assertThat(restored.get(0).missedPackets()).hasSize(1);
                await().atMost(Mixed.LONG).until(() -> client.ends == 1);
            }
            // Whoever lost his session writes nothing more.
            for (int i = 0; i < SESSIONS; i++) {
                kept.get(i).persist(clients.get(i).snapshot());
            }
            assertThat(other.adapter()
                            .restoreSession("pid0", offset, session -> {})
                            .orTimeout(15, TimeUnit.SECONDS)
                            .join())
                    .isFalse();
        }
    }
}
