package dev.sockeye.socketio.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sockeye.socketio.Socket;
import dev.sockeye.socketio.server.SocketIoServer;
import dev.sockeye.testsupport.Proves;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client goes from one server to another, and gets each event exactly once and in order. */
@Proves("A38")
final class StreamsRecoveryIT {
    private RedisProcess redis;
    private SocketIoServer one;
    private SocketIoServer two;
    private NodePeer client;

    @BeforeEach
    void setUp() throws Exception {
        redis = RedisProcess.start();
        one = start();
        two = start();
        for (SocketIoServer server : List.of(one, two)) {
            await().atMost(Mixed.LONG)
                    .until(() -> server.sockets().adapter().serverCount().get() == 2);
        }
        client = NodePeer.start("client.mjs", Map.of("url", url(one)));
        await().atMost(Mixed.LONG).until(() -> client.events("connected").size() == 1);
    }

    private SocketIoServer start() {
        return RecoveryServer.start(redis.uri(), socket -> {
            socket.data().put("kept", "yes");
            socket.join("room");
        });
    }

    private static String url(SocketIoServer server) {
        return "http://127.0.0.1:" + server.port();
    }

    @AfterEach
    void tearDown() {
        client.close();
        one.close().join();
        two.close().join();
        redis.close();
    }

    /** The numbers of the events of one name, in the order of their arrival. */
    private List<Long> numbers(String name) {
        List<Long> numbers = new ArrayList<>();
        for (FakeNode.Received received : client.received()) {
            if (received.args().get(0).equals(name)) {
                numbers.add(((Number) received.args().get(1)).longValue());
            }
        }
        return numbers;
    }

    @Test
    void aSessionMovesWithItsIdRoomsDataAndWhatItMissed() {
        one.to("room").emit("n", 0);
        await().atMost(Mixed.LONG).until(() -> numbers("n").equals(List.of(0L)));
        Object id = client.events("connected").get(0).get("socket");

        client.call("move", Map.of("url", url(two)));
        one.to("room").emit("n", 1);
        two.to("room").emit("n", 2);
        one.to("elsewhere").emit("n", 99);

        await().atMost(Mixed.LONG).until(() -> client.events("connected").size() == 2);
        assertThat(client.events("connected").get(1).get("socket")).isEqualTo(id);
        assertThat(client.events("connected").get(1).get("recovered")).isEqualTo(true);
        two.to("room").emit("n", 3);
        await().atMost(Mixed.LONG).until(() -> numbers("n").contains(3L));
        // Which of 1 and 2 is first in the stream is open: they come from different servers.
        assertThat(numbers("n"))
                .containsExactlyInAnyOrder(0L, 1L, 2L, 3L)
                .startsWith(0L)
                .endsWith(3L);
        Socket moved = two.sockets().socket(String.valueOf(id)).orElseThrow();
        assertThat(moved.rooms()).containsExactlyInAnyOrder(String.valueOf(id), "room");
        assertThat(moved.data()).containsEntry("kept", "yes");
    }

    @Test
    void underTrafficOfBothServersNothingIsLostOrDoubled() throws Exception {
        CompletableFuture<Void> stop = new CompletableFuture<>();
        long[] sent = new long[2];
        List<Thread> traffic = new ArrayList<>();
        SocketIoServer[] servers = {one, two};
        for (int i = 0; i < 2; i++) {
            int server = i;
            Thread thread = new Thread(() -> {
                while (!stop.isDone()) {
                    servers[server].to("room").emit("from" + server, sent[server]++);
                    pause(5);
                }
            });
            thread.start();
            traffic.add(thread);
        }
        await().atMost(Mixed.LONG).until(() -> numbers("from0").size() > 20);
        for (int move = 1; move <= 10; move++) {
            int connections = move + 1;
            client.call("move", Map.of("url", url(servers[move % 2])));
            await().atMost(Mixed.LONG).until(() -> client.events("connected").size() == connections);
            pause(100);
        }
        stop.complete(null);
        for (Thread thread : traffic) {
            thread.join();
        }
        await().atMost(Mixed.LONG)
                .until(() -> numbers("from0").contains(sent[0] - 1)
                        && numbers("from1").contains(sent[1] - 1));

        assertThat(client.events("connected").stream().skip(1))
                .allSatisfy(event -> assertThat(event.get("recovered")).isEqualTo(true));
        for (int i = 0; i < 2; i++) {
            List<Long> numbers = numbers("from" + i);
            assertThat(numbers).doesNotHaveDuplicates().isSorted();
            assertThat(numbers.get(numbers.size() - 1) - numbers.get(0) + 1).isEqualTo(numbers.size());
        }
    }

    /** The server to which it was connected has not noticed yet that it has gone. */
    @Test
    void aClientThatComesBackBeforeItWasMissedIsResumedAndItsFormerSocketEnds() throws Exception {
        List<String> reasons = new CopyOnWriteArrayList<>();
        one.onConnection(
                socket -> socket.onDisconnect((reason, description) -> reasons.add(reason + ": " + description)));
        // To another server, and to the one where it is still connected.
        for (SocketIoServer next : List.of(two, one)) {
            try (HalfOpenProxy proxy = new HalfOpenProxy(one.port());
                    NodePeer other = NodePeer.start("client.mjs", Map.of("url", proxy.url()))) {
                await().atMost(Mixed.LONG).until(() -> other.events("connected").size() == 1);
                String id = String.valueOf(last(other).get("socket"));
                Socket former = one.sockets().socket(id).orElseThrow();
                two.to(id).emit("n", 0);
                await().atMost(Mixed.LONG).until(() -> other.received().size() == 1);
                proxy.cut();

                other.call("move", Map.of("url", url(next)));
                one.to(id).emit("n", 1);
                two.to(id).emit("n", 2);

                await().atMost(Mixed.LONG).until(() -> other.received().size() == 3);
                assertThat(last(other).get("socket")).isEqualTo(id);
                assertThat(last(other).get("recovered")).isEqualTo(true);
                assertThat(other.received())
                        .extracting(received -> received.args().get(1))
                        .containsExactlyInAnyOrder(0L, 1L, 2L);
                await().atMost(Mixed.LONG).until(() -> !former.isConnected());
                assertThat(next.sockets().socket(id)).isPresent();
                assertThat(reasons).containsExactly("transport close: resumed by another connection");
                reasons.clear();
            }
            // The end of the connection that was resumed.
            await().atMost(Mixed.LONG).until(() -> next == two || !reasons.isEmpty());
        }
    }

    private static Map<?, ?> last(NodePeer peer) {
        List<Map<?, ?>> connected = peer.events("connected");
        return connected.get(connected.size() - 1);
    }

    @Test
    void anOffsetThatIsGoneMeansAFreshSession() {
        one.emit("n", 0);
        await().atMost(Mixed.LONG).until(() -> numbers("n").equals(List.of(0L)));
        redis.call("DEL", "socket.io");

        client.call("move", Map.of("url", url(two)));

        await().atMost(Mixed.LONG).until(() -> client.events("connected").size() == 2);
        assertThat(client.events("connected").get(1).get("recovered")).isEqualTo(false);
    }

    /** What went ahead of its place in the stream is there when Redis goes on. */
    @Test
    void whatArrivedWhileRedisStoodStillIsNeitherMissedNorRepeated() {
        one.emit("n", 0);
        await().atMost(Mixed.LONG).until(() -> numbers("n").equals(List.of(0L)));
        redis.signal("STOP");
        one.emit("n", 1);
        one.emit("n", 2);
        await().atMost(Mixed.LONG).until(() -> numbers("n").equals(List.of(0L, 1L, 2L)));
        redis.signal("CONT");

        client.call("move", Map.of("url", url(two)));
        one.emit("n", 3);
        await().atMost(Mixed.LONG).until(() -> client.events("connected").size() == 2);
        assertThat(client.events("connected").get(1).get("recovered")).isEqualTo(true);
        two.emit("n", 4);
        await().atMost(Mixed.LONG).until(() -> numbers("n").contains(4L));

        assertThat(numbers("n")).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    /** The same for a client that comes back to where it was while Redis does not append anything. */
    @Test
    void whatIsAheadOfItsEntryIsGivenToThoseWhoResumeHere() throws Exception {
        one.emit("n", 0);
        await().atMost(Mixed.LONG).until(() -> numbers("n").equals(List.of(0L)));
        redis.signal("STOP");
        one.emit("n", 1);
        await().atMost(Mixed.LONG).until(() -> numbers("n").equals(List.of(0L, 1L)));
        client.call("move", Map.of("url", url(one)));
        one.emit("n", 2);
        pause(100);
        redis.signal("CONT");
        one.emit("n", 3);

        await().atMost(Mixed.LONG).until(() -> client.events("connected").size() == 2);
        assertThat(client.events("connected").get(1).get("recovered")).isEqualTo(true);
        one.emit("n", 4);
        await().atMost(Mixed.LONG).until(() -> numbers("n").contains(4L));
        assertThat(numbers("n")).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void answersAndEventsThatAskForOneComeInTheOrderOfTheCalls() {
        one.onConnection(socket -> socket.on("ask", args -> {
            for (int i = 0; i < 10; i++) {
                socket.emit("n", 5 * i);
                socket.emitWithAck("n", 5 * i + 1);
                one.to("room").emit("n", 5 * i + 2);
                one.to("room").emitWithAck("n", 5 * i + 3);
                one.local().emit("n", 5 * i + 4);
            }
            args.ack().send("done");
            socket.emit("n", 50);
        }));
        client.call("move", Map.of("url", url(one)));
        await().atMost(Mixed.LONG).until(() -> client.events("connected").size() == 2);

        client.call("ask", Map.of());

        await().atMost(Mixed.LONG).until(() -> numbers("n").contains(50L));
        assertThat(client.received())
                .extracting(received -> received.args().get(0))
                .containsSequence("n", "answer", "n")
                .hasSize(52);
        assertThat(numbers("n")).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whatWasEmittedBeforeADisconnectionArrives() {
        one.onConnection(socket -> socket.on("leave", args -> {
            boolean close = args.get(0, Boolean.class);
            for (int i = 0; i < 5; i++) {
                socket.emit("n", i);
                one.to("room").emit("n", 10 + i);
            }
            socket.disconnect(close);
        }));
        for (boolean close : List.of(false, true)) {
            try (NodePeer other = NodePeer.start("client.mjs", Map.of("url", url(one)))) {
                await().atMost(Mixed.LONG).until(() -> other.events("connected").size() == 1);
                other.call("tell", Map.of("name", "leave", "value", close));
                await().atMost(Mixed.LONG)
                        .until(() -> other.events("disconnected").size() == 1);
                assertThat(other.received())
                        .extracting(received -> received.args().get(1))
                        .containsExactly(0L, 10L, 1L, 11L, 2L, 12L, 3L, 13L, 4L, 14L);
                assertThat(other.events("disconnected").get(0).get("reason")).isEqualTo("io server disconnect");
            }
        }
    }

    @Test
    void whatWasEmittedBeforeTheEndOfTheServerArrivesAndItsClientsResume() {
        for (int i = 0; i < 20; i++) {
            one.to("room").emit("n", i);
        }
        client.call("redirect", Map.of("url", url(two)));
        CompletableFuture<Void> ended = one.shutdown(Duration.ofSeconds(1));
        two.to("room").emit("n", 20);

        await().atMost(Mixed.LONG).until(() -> client.events("connected").size() == 2);
        ended.join();
        assertThat(client.events("connected").get(1).get("recovered")).isEqualTo(true);
        await().atMost(Mixed.LONG).until(() -> numbers("n").contains(20L));
        assertThat(numbers("n")).hasSize(21).isSorted().doesNotHaveDuplicates();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
