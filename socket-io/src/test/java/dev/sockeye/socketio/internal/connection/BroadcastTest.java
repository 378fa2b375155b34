package dev.sockeye.socketio.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.engineio.protocol.ProtocolVersion;
import dev.sockeye.socketio.BroadcastOperator;
import dev.sockeye.socketio.BroadcastTimeoutException;
import dev.sockeye.socketio.RemoteSocket;
import dev.sockeye.socketio.Socket;
import dev.sockeye.testsupport.Proves;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rooms and broadcasts of one node. */
final class BroadcastTest {
    private final TestServer server = new TestServer(options -> options.maxRoomsPerSocket(20));
    private final List<FakeSession> sessions = new ArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void close() {
        server.close();
    }

    /** Connects clients, one after the other on two executors. */
    private void connect(int count) {
        for (int i = 0; i < count; i++) {
            FakeSession session = server.session(ProtocolVersion.V4, i % 2);
            String id = server.join(session, "");
            sessions.add(session);
            sockets.add(server.main.socket(id).orElseThrow());
        }
    }

    /** Indexes of the clients that got exactly one message, which was this; the others got none. */
    private List<Integer> receivers(String message) {
        server.run();
        List<Integer> receivers = new ArrayList<>();
        for (int i = 0; i < sessions.size(); i++) {
            List<String> sent = sessions.get(i).takeSent();
            if (!sent.isEmpty()) {
                assertThat(sent).containsExactly(message);
                receivers.add(i);
            }
        }
        return receivers;
    }

    @Test
    @Proves("S33")
    void aBroadcastIsEncodedOnceAndTakesOneTaskPerExecutor() {
        connect(10);
        int encoded = server.parser.encoded;
        int tasks = server.executors.stream().mapToInt(e -> e.given).sum();
        server.main.emit("e", 1);
        assertThat(server.parser.encoded - encoded).isEqualTo(1);
        assertThat(server.executors.stream().mapToInt(e -> e.given).sum() - tasks)
                .isEqualTo(2);
        assertThat(receivers("42[\"e\",1]")).hasSize(10);
        assertThat(sessions).allMatch(session -> session.sharedSends == 1);
    }

    @Test
    void whoBroadcastsFasterThanItIsDeliveredIsHeldUp() {
        connect(10);
        String text = "x".repeat(100_000);
        for (int i = 0; i < 17; i++) {
            server.main.emit("e", text);
        }
        assertThat(nanosToBroadcast()).isGreaterThan(Duration.ofMillis(50).toNanos());
        server.run();
        assertThat(sessions).allMatch(session -> session.takeSent().size() == 18);
        for (int i = 0; i < 17; i++) {
            server.main.emit("e", text);
        }
        assertThat(nanosToBroadcast())
                .as("written, and counted anew")
                .isGreaterThan(Duration.ofMillis(50).toNanos());
    }

    private long nanosToBroadcast() {
        long from = System.nanoTime();
        server.main.emit("e");
        return System.nanoTime() - from;
    }

    @Test
    void aBroadcastToNobodyIsNotEncoded() {
        connect(1);
        int encoded = server.parser.encoded;
        server.main.to("empty").emit("e");
        server.main.except(sockets.get(0).id()).emit("e");
        sockets.get(0).broadcast().emit("e");
        assertThat(server.parser.encoded).isEqualTo(encoded);
    }

    @Test
    @Proves({"S30", "S34", "S35", "S36", "S45"})
    void roomsSelectEachSocketOnce() {
        connect(6);
        sockets.get(0).join("a", "b");
        sockets.get(1).join("a");
        sockets.get(2).join("b");
        sockets.get(3).join("c");
        server.main.to("a").emit("e");
        assertThat(receivers("42[\"e\"]")).containsExactly(0, 1);
        server.main.to("a").to("b").emit("e");
        assertThat(receivers("42[\"e\"]")).containsExactly(0, 1, 2);
        server.main.in("a", "b", "c").except("b").emit("e");
        assertThat(receivers("42[\"e\"]")).containsExactly(1, 3);
        server.main.except("a", "c").emit("e");
        assertThat(receivers("42[\"e\"]")).containsExactly(2, 4, 5);
        sockets.get(0).to("a").emit("e");
        assertThat(receivers("42[\"e\"]")).containsExactly(1);
        sockets.get(5).broadcast().emit("e");
        assertThat(receivers("42[\"e\"]")).containsExactly(0, 1, 2, 3, 4);
        sockets.get(5).except("a").emit("e");
        assertThat(receivers("42[\"e\"]")).containsExactly(2, 3, 4);
        sockets.get(0).leave("a");
        server.main.to("a").emit("e");
        assertThat(receivers("42[\"e\"]")).containsExactly(1);
        server.main.to("c").socketsJoin("d", "a");
        server.main.to("a", "d").emit("e");
        assertThat(receivers("42[\"e\"]")).containsExactly(1, 3);
        server.main.socketsLeave("a", "d");
        server.main.to("a", "d").emit("e");
        assertThat(receivers("42[\"e\"]")).isEmpty();
    }

    @Test
    @Proves({"S31", "S61"})
    void theIdOfASocketIsARoom() {
        connect(3);
        server.main.to(sockets.get(1).id()).emit("e");
        assertThat(receivers("42[\"e\"]")).containsExactly(1);
        sockets.get(2).join(sockets.get(1).id());
        server.main.to(sockets.get(1).id()).emit("e");
        assertThat(receivers("42[\"e\"]")).containsExactly(1, 2);
        sockets.get(1).broadcast().emit("e");
        assertThat(receivers("42[\"e\"]")).containsExactly(0);
        // Whoever leaves its own room gets what goes to all, its own broadcasts too, but nothing by its id.
        sockets.get(1).leave(sockets.get(1).id());
        server.main.to(sockets.get(1).id()).emit("e");
        assertThat(receivers("42[\"e\"]")).containsExactly(2);
        sockets.get(1).broadcast().emit("e");
        assertThat(receivers("42[\"e\"]")).containsExactly(0, 1);
        sockets.get(1).join(sockets.get(1).id());
        server.main.to(sockets.get(1).id()).emit("e");
        assertThat(receivers("42[\"e\"]")).containsExactly(1, 2);
    }

    @Test
    @Proves("S37")
    void operatorsAreImmutable() {
        connect(2);
        sockets.get(0).join("a");
        sockets.get(1).join("b");
        BroadcastOperator toA = server.main.to("a");
        toA.to("b").except("a").volatile_().compress(false).local().timeout(Duration.ofSeconds(1));
        toA.emit("e");
        assertThat(receivers("42[\"e\"]")).containsExactly(0);
    }

    @Test
    void membershipIsThatOfTheCall() {
        connect(2);
        sockets.get(0).join("a");
        server.main.to("a").emit("e");
        sockets.get(0).leave("a");
        sockets.get(1).join("a");
        assertThat(receivers("42[\"e\"]")).containsExactly(0);
    }

    @Test
    void emitsAndBroadcastsOfOneThreadKeepTheirOrder() {
        connect(2);
        sockets.get(0).emit("1");
        server.main.emit("2");
        sockets.get(0).emit("3");
        server.executors.get(0).enter(() -> {
            sockets.get(0).emit("4");
            server.main.emit("5");
        });
        List<String> onLoop = sessions.get(0).takeSent();
        assertThat(onLoop).containsExactly("42[\"4\"]", "42[\"5\"]");
        server.run();
        assertThat(sessions.get(0).takeSent()).containsExactly("42[\"1\"]", "42[\"2\"]", "42[\"3\"]");
        assertThat(sessions.get(1).takeSent()).containsExactly("42[\"2\"]", "42[\"5\"]");
    }

    @Test
    @Proves({"S40", "S43"})
    void acknowledgementsOfABroadcastAreCollected() {
        connect(3);
        List<Object> asTheyArrive = new ArrayList<>();
        CompletableFuture<List<Object>> answers = server.main.emitWithAck(asTheyArrive::add, "q", 7);
        assertThat(receivers("420[\"q\",7]")).containsExactly(0, 1, 2);
        server.receive(sessions.get(0), "430[\"a\",\"unused\"]");
        server.receive(sessions.get(1), "430[]");
        assertThat(answers).isNotDone();
        server.receive(sessions.get(2), "430[{\"x\":1}]");
        assertThat(answers.join()).containsExactly("a", null, Map.of("x", 1));
        assertThat(asTheyArrive).hasSize(3);
        assertThat(server.timers.armed()).isZero();
    }

    @Test
    @Proves("S41")
    void aBroadcastThatTimesOutKeepsWhatHadArrived() {
        connect(2);
        CompletableFuture<List<Object>> answers =
                server.main.timeout(Duration.ofMillis(50)).emitWithAck("q");
        server.run();
        server.receive(sessions.get(1), "430[\"b\"]");
        server.advance(Duration.ofMillis(50));
        assertThatThrownBy(answers::join)
                .hasCauseInstanceOf(BroadcastTimeoutException.class)
                .satisfies(e -> assertThat(((BroadcastTimeoutException) e.getCause()).responses())
                        .containsExactly("b"));
        server.receive(sessions.get(0), "430[\"late\"]");
        assertThat(server.timers.armed()).isZero();
    }

    @Test
    @Proves("S42")
    void aBroadcastToNobodyIsAnsweredAtOnce() {
        assertThat(server.main.emitWithAck("q").join()).isEmpty();
        assertThat(server.timers.armed()).isZero();
    }

    @Test
    @Proves({"S44", "S46", "S47", "S48", "S91"})
    void socketsAreFoundAndActedUpon() {
        connect(3);
        sockets.get(0).join("a");
        sockets.get(0).data().put("user", new User("ann"));
        sockets.get(0).data().put("server-only", Thread.currentThread());
        RemoteSocket found = server.main.to("a").fetchSockets().join().get(0);
        assertThat(found.id()).isEqualTo(sockets.get(0).id());
        assertThat(found.rooms()).containsExactlyInAnyOrder("a", found.id());
        assertThat(found.handshake()).containsKeys("headers", "query", "auth");
        assertThat(((Map<?, ?>) found.data()).get("user")).isEqualTo(Map.of("name", "ann"));
        assertThat(found.local()).containsSame(sockets.get(0));
        assertThat(server.main.fetchSockets().join()).hasSize(3);
        found.join("b").join();
        assertThat(sockets.get(0).rooms()).contains("b");
        found.leave("b").join();
        assertThat(sockets.get(0).rooms()).doesNotContain("b");
        found.emit("e");
        assertThat(receivers("42[\"e\"]")).containsExactly(0);
        CompletableFuture<Object> answer = found.emitWithAck(Duration.ofSeconds(1), "q");
        server.run();
        server.receive(sessions.get(0), "430[5]");
        assertThat(answer.join()).isEqualTo(5);
        found.disconnect(true);
        server.main.to(sockets.get(1).id()).disconnectSockets(false);
        server.run();
        assertThat(sessions.get(0).isOpen()).isFalse();
        assertThat(sessions.get(1).isOpen()).isTrue();
        assertThat(server.main.sockets()).containsExactly(sockets.get(2));
    }

    record User(String name) {}

    @Test
    @Proves("A2")
    void roomsAreToldInOrder() {
        List<String> told = new ArrayList<>();
        server.main.onRoom(new ToldRooms(told));
        connect(2);
        String first = sockets.get(0).id();
        String second = sockets.get(1).id();
        told.clear();
        sockets.get(0).join("r");
        sockets.get(0).join("r");
        sockets.get(1).join("r");
        sockets.get(0).leave("r");
        sockets.get(0).leave("r");
        server.receive(sessions.get(1), "41");
        assertThat(told)
                .containsExactly(
                        "create r",
                        "join r " + first,
                        "join r " + second,
                        "leave r " + first,
                        "leave r " + second,
                        "delete r",
                        "leave " + second + " " + second,
                        "delete " + second);
        assertThat(server.main.rooms()).containsExactly(first);
    }

    @Test
    void whoLeavesOneRoomStaysInTheOthers() {
        connect(1);
        Socket socket = sockets.get(0);
        for (String left : List.of("a", "b", "c")) {
            socket.join("a", "b", "c");
            socket.leave(left);
            socket.leave("none");
            Set<String> others = new HashSet<>(List.of(socket.id(), "a", "b", "c"));
            others.remove(left);
            assertThat(socket.rooms()).isEqualTo(others);
            assertThat(server.main.rooms()).isEqualTo(others);
        }
    }

    @Test
    @Proves("S32")
    void aSocketKnowsItsRoomsHoweverMany() {
        connect(1);
        Socket socket = sockets.get(0);
        for (int i = 0; i < 19; i++) {
            socket.join("room " + i);
        }
        assertThat(socket.rooms()).hasSize(20).contains(socket.id(), "room 18");
        assertThatThrownBy(() -> socket.join("one more"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("maxRoomsPerSocket");
        for (int i = 0; i < 19; i++) {
            socket.leave("room " + i);
        }
        assertThat(socket.rooms()).isEqualTo(Set.of(socket.id()));
        assertThat(server.main.rooms()).isEqualTo(Set.of(socket.id()));
    }
}
