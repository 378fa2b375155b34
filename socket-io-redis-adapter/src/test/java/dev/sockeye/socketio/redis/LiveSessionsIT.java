package dev.sockeye.socketio.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in Redis of a connected socket, who may take it, and what its owner may do after that. */
@Proves("A38")
final class LiveSessionsIT {
    private static final String KEY = "sio:session:pid";

    private RedisProcess redis;
    private final List<FakeNode> nodes = new ArrayList<>();
    private String offset;

    /** A socket of a test. */
    private static final class Client implements RecoverableSocket {
        volatile Set<String> rooms = Set.of("sid");
        volatile int ends;

        @Override
        public SessionSnapshot snapshot() {
            return new SessionSnapshot("sid", "pid", rooms, Map.of("user", "ann"));
        }

        @Override
        public synchronized void end() {
            ends++;
        }
    }

    @BeforeEach
    void setUp() {
        redis = RedisProcess.start();
        offset = redis.call("XADD", "socket.io", "*", "nsp", "/other").split("\r\n")[1];
    }

    @AfterEach
    void tearDown() {
        nodes.forEach(FakeNode::close);
        redis.close();
    }

    private FakeNode node(Duration duration, StreamsOptions options) {
        FakeNode node =
                new FakeNode("/", Optional.of(duration)).with(RedisAdapterFactory.streams(redis.uri(), options));
        nodes.add(node);
        node.initialized().orTimeout(10, TimeUnit.SECONDS).join();
        await().atMost(Mixed.LONG).until(() -> node.adapter().serverCount().get() == nodes.size());
        return node;
    }

    private FakeNode node() {
        return node(Duration.ofMinutes(2), StreamsOptions.builder().build());
    }

    private KeptSession keep(FakeNode node, Client client) {
        KeptSession kept = node.adapter().keepSession(client).orElseThrow();
        changed(kept);
        return kept;
    }

    private static void changed(KeptSession kept) {
        kept.onChange().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private Optional<SessionSnapshot> take(FakeNode node) {
        return take(node, "pid").orTimeout(10, TimeUnit.SECONDS).join();
    }

    private CompletableFuture<Optional<SessionSnapshot>> take(FakeNode node, String pid) {
        List<RestoredSession> restored = new ArrayList<>();
        return node.adapter().restoreSession(pid, offset, restored::add).thenApply(resumed -> {
            assertThat(restored).hasSize(resumed ? 1 : 0);
            return restored.stream().map(RestoredSession::session).findFirst();
        });
    }

    private boolean exists() {
        return redis.call("EXISTS", KEY).startsWith(":1");
    }

    private long ttlMillis() {
        return Long.parseLong(redis.call("PTTL", KEY).substring(1).trim());
    }

    @Test
    void ofTwoWhoTakeASessionOneGetsItAndTheOwnerEndsItsSocketOnce() {
        FakeNode owner = node();
        FakeNode one = node();
        FakeNode two = node();
        for (int round = 1; round <= 20; round++) {
            Client client = new Client();
            client.rooms = Set.of("sid", "room" + round);
            KeptSession kept = keep(owner, client);

            CompletableFuture<Optional<SessionSnapshot>> first = take(one, "pid");
            CompletableFuture<Optional<SessionSnapshot>> second = take(two, "pid");

            List<SessionSnapshot> taken = new ArrayList<>();
            first.orTimeout(10, TimeUnit.SECONDS).join().ifPresent(taken::add);
            second.orTimeout(10, TimeUnit.SECONDS).join().ifPresent(taken::add);
            assertThat(taken)
                    .containsExactly(
                            new SessionSnapshot("sid", "pid", Set.of("sid", "room" + round), Map.of("user", "ann")));
            await().atMost(Mixed.LONG).until(() -> client.ends == 1);
            kept.persist(client.snapshot());
            changed(kept);
            assertThat(exists()).as("written after it was taken").isFalse();
        }
    }

    /** A server of Node tells nobody that it has taken a session. */
    @Test
    void anOwnerWhoDoesNotKnowThatItsSessionWasTakenWritesNothing() {
        Client client = new Client();
        KeptSession kept = keep(node(), client);
        redis.call("GETDEL", KEY);

        client.rooms = Set.of("sid", "more");
        changed(kept);
        assertThat(exists()).isFalse();
        kept.persist(client.snapshot());
        await().during(Duration.ofMillis(300)).until(() -> !exists());
    }

    @Test
    void anOwnerWhoFindsTheRecordOfAnotherEndsItsSocketAndLeavesTheRecord() {
        FakeNode owner = node();
        Client client = new Client();
        KeptSession kept = keep(owner, client);
        redis.call("SET", KEY, "of another");

        client.rooms = Set.of("sid", "more");
        changed(kept);

        await().atMost(Mixed.LONG).until(() -> client.ends == 1);
        kept.discard();
        await().during(Duration.ofMillis(300))
                .until(() -> redis.call("GET", KEY).contains("of another"));
    }

    @Test
    void theNewestRoomsAreKeptWhenTheFutureCompletes() {
        FakeNode owner = node();
        FakeNode other = node();
        Client client = new Client();
        KeptSession kept = keep(owner, client);
        for (int i = 0; i < 100; i++) {
            client.rooms = Set.of("sid", "room" + i);
            kept.onChange();
        }
        client.rooms = Set.of("sid", "last");
        changed(kept);

        assertThat(take(other)).map(SessionSnapshot::rooms).contains(Set.of("sid", "last"));
    }

    @Test
    void aDisconnectionLeavesAnOrdinaryRecordOrNone() {
        FakeNode owner = node();
        Client client = new Client();
        KeptSession kept = keep(owner, client);
        assertThat(ttlMillis()).isBetween(200_000L, 240_000L);

        kept.persist(client.snapshot());
        await().atMost(Mixed.LONG).until(() -> ttlMillis() <= 120_000);
        assertThat(exists()).isTrue();

        Client next = new Client();
        redis.call("DEL", KEY);
        keep(owner, next).discard();
        await().atMost(Mixed.LONG).until(() -> !exists());
    }

    @Test
    void aSessionIsKeptAsLongAsItsSocketIsConnectedAndItsServerAlive() {
        FakeNode owner = node(Duration.ofMillis(600), StreamsOptions.builder().build());
        keep(owner, new Client());
        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(10)).until(this::exists);

        owner.close();

        await().atMost(Duration.ofSeconds(10)).until(() -> !exists());
    }

    @Test
    void afterALossOfRedisSessionsAreWrittenAgain() {
        FakeNode owner = node();
        Client client = new Client();
        keep(owner, client);
        redis.kill();
        redis.restart();

        await().atMost(Mixed.LONG).until(this::exists);
        assertThat(client.ends).isZero();
    }

    /** A client that was thrown out must not come back as if nothing had happened. */
    @Test
    void whatRedisDidNotHearOfAnEndItHearsLater() {
        FakeNode owner = node(Duration.ofSeconds(4), StreamsOptions.builder().build());
        KeptSession kept = keep(owner, new Client());
        redis.call("ACL", "SETUSER", "default", "-eval");
        kept.discard();
        await().during(Duration.ofMillis(300)).until(this::exists);

        redis.call("ACL", "SETUSER", "default", "+eval");

        await().atMost(Duration.ofSeconds(4)).until(() -> !exists());
    }

    @Test
    void itCanBeSwitchedOff() {
        FakeNode owner = node(
                Duration.ofMinutes(2),
                StreamsOptions.builder().keepLiveSessions(false).build());

        assertThat(owner.adapter().keepSession(new Client())).isEmpty();
        assertThat(exists()).isFalse();
    }

    @Test
    void aPrivateIdThatNoServerGivesOutIsNoPartOfAKey() {
        FakeNode node = node();
        redis.call("SET", "sio:session:a:b", "secret");

        assertThat(take(node, "a:b").orTimeout(10, TimeUnit.SECONDS).join()).isEmpty();

        assertThat(redis.call("EXISTS", "sio:session:a:b")).startsWith(":1");
    }

    /** The first bytes of all records of an owner are the same, whatever follows. */
    @Test
    void aRecordBeginsWithItsOwner() throws Exception {
        SessionRecords records = new SessionRecords(new RedisCounters(), new FakeNode("/").parser(), "p:");
        String owner = SessionRecords.owner("0123456789abcdef", 77);
        SessionSnapshot session = new SessionSnapshot("sid", "pid", Set.of("sid"), Map.of("k", "v"));

        byte[] record = records.encode(session, owner);

        assertThat(record).startsWith(SessionRecords.fence(owner));
        assertThat(record)
                .asString()
                .doesNotStartWith(new String(SessionRecords.fence(SessionRecords.owner("0123456789abcdef", 78))));
        assertThat(records.decode(record)).isEqualTo(new SessionRecords.Found(session, owner));
        assertThat(records.decode(records.encode(session)).owner()).isNull();
        assertThat(SessionRecords.uid(owner)).isEqualTo("0123456789abcdef");
    }
}
