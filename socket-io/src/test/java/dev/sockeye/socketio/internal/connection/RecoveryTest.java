package dev.sockeye.socketio.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.socketio.ConnectRefusedException;
import dev.sockeye.socketio.RecoveryOptions;
import dev.sockeye.socketio.Socket;
import dev.sockeye.testsupport.Proves;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connection state recovery in memory. */
final class RecoveryTest {
    private RecoveryOptions options = RecoveryOptions.defaults();
    private TestServer server = new TestServer(o -> o.connectionStateRecovery(options));

    @AfterEach
    void close() {
        server.close();
    }

    private void restart(RecoveryOptions changed) {
        server.close();
        options = changed;
        server = new TestServer(o -> o.connectionStateRecovery(options));
    }

    /** A client that keeps what a real one keeps: its ids and the offset of the last event. */
    private final class Client {
        FakeSession session = server.session();
        String sid = "";
        String pid = "";
        String offset = "";
        boolean recovered;
        final List<String> events = new ArrayList<>();

        Client connect() {
            String auth = pid.isEmpty() ? "" : "{\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}";
            session.receive("40" + auth);
            server.run();
            read();
            return this;
        }

        void read() {
            for (String sent : session.takeSent()) {
                if (sent.startsWith("40")) {
                    String before = pid;
                    sid = sent.replaceAll(".*\"sid\":\"([^\"]*)\".*", "$1");
                    pid = sent.replaceAll(".*\"pid\":\"([^\"]*)\".*", "$1");
                    recovered = pid.equals(before);
                } else {
                    events.add(sent.replaceAll("42\\[\"([^\"]*)\".*", "$1"));
                    offset = sent.replaceAll(".*\"([^\"]*)\"\\]", "$1");
                }
            }
        }

        void lose() {
            session.end(CloseReason.TRANSPORT_CLOSE, "");
            session = server.session();
        }

        Socket socket() {
            return server.main.socket(sid).orElseThrow();
        }

        List<String> takeEvents() {
            server.run();
            read();
            List<String> taken = List.copyOf(events);
            events.clear();
            return taken;
        }
    }

    /** Called on the event loop, where with recovery all that is sent comes a moment later. */
    @Test
    @Proves("S58")
    void whatWasEmittedBeforeAServerClosesAConnectionArrivesAndSoDoTheFarewells() {
        Client client = new Client().connect();
        server.namespaces.of("/n");
        server.join(client.session, "/n,");
        Socket socket = client.socket();
        socket.on("leave", args -> {
            socket.emit("last");
            socket.disconnect(true);
        });
        server.receive(client.session, "42[\"leave\"]");
        assertThat(client.session.takeSent())
                .satisfiesExactly(
                        event -> assertThat(event).startsWith("42[\"last\""),
                        farewell -> assertThat(farewell).isEqualTo("41"),
                        farewell -> assertThat(farewell).isEqualTo("41/n,"));
        assertThat(client.session.isOpen()).isFalse();
    }

    @Test
    @Proves({"S84", "S85", "S90", "S91"})
    void roomsDataAndMissedPacketsComeBackOnceAndInOrder() {
        Client client = new Client().connect();
        Socket before = client.socket();
        before.join("mine");
        before.data().put("user", "ann");
        server.main.emit("seen");
        assertThat(client.takeEvents()).containsExactly("seen");
        client.lose();
        server.main.emit("1");
        server.main.to("mine").emit("2");
        server.main.to("other").emit("not mine");
        server.main.except("mine").emit("excluded");
        server.main.to(before.id()).emit("3");
        server.main.volatile_().emit("volatile");
        server.main.emitWithAck("acknowledged");
        client.connect();
        assertThat(client.recovered).isTrue();
        assertThat(client.sid).isEqualTo(before.id());
        assertThat(client.takeEvents()).containsExactly("1", "2", "3");
        Socket after = client.socket();
        assertThat(after).isNotSameAs(before);
        assertThat(after.isRecovered()).isTrue();
        assertThat(after.rooms()).containsExactlyInAnyOrder("mine", after.id());
        assertThat(after.data()).containsEntry("user", "ann");
        server.main.to("mine").emit("live");
        assertThat(client.takeEvents()).containsExactly("live");
    }

    @Test
    @Proves("S90")
    void onlyEventsThatCanBeReplayedCarryAnOffset() {
        Client client = new Client().connect();
        client.socket().emit("plain", 1);
        client.socket().volatile_().emit("volatile", 1);
        client.socket().emitWithAck("acknowledged", 1);
        server.main.volatile_().emit("volatile", 2);
        server.run();
        List<String> sent = client.session.takeSent();
        assertThat(sent.get(0)).matches("42\\[\"plain\",1,\"[^\"]+\"]");
        assertThat(sent.subList(1, 4))
                .containsExactly("42[\"volatile\",1]", "420[\"acknowledged\",1]", "42[\"volatile\",2]");
    }

    @Test
    void emitsOnTheEventLoopKeepTheirOrder() {
        Client client = new Client().connect();
        server.executors.get(0).enter(() -> {
            client.socket().emit("1");
            client.socket().volatile_().emit("2");
            server.main.emit("3");
        });
        assertThat(client.takeEvents()).containsExactly("1", "2", "3");
    }

    @Test
    @Proves("S86")
    void aSessionIsResumedOnlyOnceAndOnlyWithItsOwnPidAndOffset() {
        Client client = new Client().connect();
        server.main.emit("seen");
        client.takeEvents();
        client.lose();
        Client thief = new Client();
        thief.pid = "unknown-unknown-unkn";
        thief.offset = client.offset;
        assertThat(thief.connect().recovered).isFalse();
        client.connect();
        assertThat(client.recovered).isTrue();
        Client second = new Client();
        second.pid = client.pid;
        second.offset = client.offset;
        second.connect();
        assertThat(second.recovered).isFalse();
        assertThat(second.sid).isNotEqualTo(client.sid);
    }

    @Test
    @Proves("S86")
    void anOffsetThatIsNoneGivesAFreshSession() {
        for (String offset : List.of("", "epoch.", "epoch.-1", "epoch.zz", "other.1", "epoch.99999999999999")) {
            Client client = new Client().connect();
            client.lose();
            client.offset = offset;
            assertThat(client.connect().recovered).as(offset).isFalse();
        }
        FakeSession session = server.session();
        server.receive(session, "40{\"pid\":7,\"offset\":{}}");
        assertThat(session.takeSent()).singleElement().asString().startsWith("40{\"sid\"");
    }

    @Test
    @Proves("S88")
    void aSessionExpires() {
        Client client = new Client().connect();
        server.main.emit("seen");
        client.takeEvents();
        client.lose();
        server.advance(Duration.ofSeconds(121));
        assertThat(client.connect().recovered).isFalse();
    }

    @Test
    void whoMissedAForgottenPacketIsNotRecoveredButTheOthersAre() {
        restart(new RecoveryOptions(Duration.ofMinutes(2), true, 2, 1 << 20, 10));
        Client loser = new Client().connect();
        Client other = new Client().connect();
        loser.socket().join("busy");
        server.main.emit("seen");
        loser.takeEvents();
        other.takeEvents();
        loser.lose();
        other.lose();
        for (int i = 0; i < 3; i++) {
            server.main.to("busy").emit("busy " + i);
        }
        assertThat(loser.connect().recovered).isFalse();
        assertThat(other.connect().recovered).isTrue();
        assertThat(other.takeEvents()).isEmpty();
    }

    @Test
    void whatIsSentWhileASessionIsResumedArrivesOnceBehindWhatWasMissed() {
        restart(RecoveryOptions.defaults().withSkipMiddlewares(false));
        Client client = new Client().connect();
        server.main.emit("seen");
        client.takeEvents();
        client.lose();
        server.main.emit("missed");
        server.main.use(socket -> {
            assertThat(socket.isRecovered()).isTrue();
            server.main.emit("meanwhile");
        });
        client.connect();
        server.main.emit("live");
        assertThat(client.recovered).isTrue();
        assertThat(client.takeEvents()).containsExactly("missed", "meanwhile", "live");
    }

    @Test
    @Proves("S87")
    void middlewaresAreSkippedUnlessToldOtherwise() {
        Client client = new Client().connect();
        server.main.emit("seen");
        client.takeEvents();
        client.lose();
        server.main.use(socket -> {
            throw new ConnectRefusedException("no");
        });
        assertThat(client.connect().recovered).isTrue();
    }

    @Test
    void aClientThatIsLostAgainBeforeTheAnswerMayTryAgain() {
        Client client = new Client().connect();
        client.socket().join("mine");
        server.main.emit("seen");
        client.takeEvents();
        client.lose();
        server.main.to("mine").emit("missed");
        client.session.receive("40{\"pid\":\"" + client.pid + "\",\"offset\":\"" + client.offset + "\"}");
        client.lose();
        server.run();
        client.connect();
        assertThat(client.recovered).isTrue();
        assertThat(client.takeEvents()).containsExactly("missed");
        assertThat(client.socket().rooms()).contains("mine");
    }

    @ParameterizedTest
    @EnumSource(names = {"TRANSPORT_ERROR", "TRANSPORT_CLOSE", "FORCED_CLOSE", "PING_TIMEOUT", "PARSE_ERROR"})
    @Proves("S89")
    void theReasonDecidesWhetherASessionIsKept(CloseReason reason) {
        Client client = new Client().connect();
        server.main.emit("seen");
        client.takeEvents();
        client.session.end(reason, "");
        client.session = server.session();
        assertThat(client.connect().recovered).isEqualTo(reason != CloseReason.PARSE_ERROR);
    }

    @Test
    @Proves("S89")
    void aSocketThatWasDisconnectedOnPurposeIsNotRecovered() {
        Client client = new Client().connect();
        server.main.emit("seen");
        client.takeEvents();
        server.receive(client.session, "41");
        assertThat(client.connect().recovered).isFalse();
        client.takeEvents();
        client.socket().disconnect();
        server.run();
        client.session.takeSent();
        assertThat(client.connect().recovered).isFalse();
    }
}
