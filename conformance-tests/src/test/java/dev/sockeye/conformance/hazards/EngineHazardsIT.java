package dev.sockeye.conformance.hazards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.RawConnection;
import dev.sockeye.testsupport.wire.ClientFrames;
import dev.sockeye.testsupport.wire.HttpAnswer;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions, long-polling and upgrades, used against their rules. */
final class EngineHazardsIT extends HostileSuite {
    private static String poll(String sid) {
        return Peer.get(Peer.POLLING + "&sid=" + sid);
    }

    private static String upgrade(String sid) {
        return Peer.upgrade(Peer.WEBSOCKET + "&sid=" + sid);
    }

    /** A WebSocket on a session that polls; it has not been probed. */
    private RawConnection upgrading(String sid) throws IOException {
        RawConnection connection = peer.connect().send(upgrade(sid));
        assertThat(connection.answer().status()).isEqualTo(101);
        return connection;
    }

    /** A session that began with polling and has become a WebSocket. */
    private RawConnection upgraded(String sid) throws IOException {
        RawConnection connection = upgrading(sid);
        assertThat(connection.text("2probe").message()).isEqualTo("3probe");
        return connection.text("5");
    }

    @Tag("EN-01")
    @Tag("EN-02")
    @ParameterizedTest
    @ValueSource(strings = {"AAAAAAAAAAAAAAAAAAAA", "__proto__", "constructor", "toString", "%00", "..%2f"})
    void anUnknownSessionIsRefused(String sid) throws IOException {
        assertError(peer.poll(sid), 400, 1);
        assertError(peer.postTo(sid, "4hello"), 400, 1);
        HttpAnswer answer = peer.ask(upgrade(sid));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("connection")).isEqualTo("close");
        assertThat(answer.text()).isEqualTo("Session ID unknown");
    }

    @Test
    @Tag("EN-02")
    void aSessionIdOfTenKilobytesIsUnknownAndAnEmptyOneIsNone() throws IOException {
        assertError(peer.poll("A".repeat(10_000)), 400, 1);
        assertThat(peer.poll("").text()).startsWith("0{\"sid\":");
    }

    @Test
    @Tag("EN-03")
    void aSecondPollEndsTheSession() throws IOException {
        String sid = peer.joinedSession();
        try (RawConnection first = peer.connect().send(poll(sid))) {
            awaitPolling(sid);
            assertThat(peer.poll(sid).status()).isEqualTo(400);
            HttpAnswer released = first.answer();
            assertThat(released.status()).isEqualTo(200);
            assertThat(released.text()).isEqualTo("1");
        }
        awaitClosing(sid, "transport error");
        assertSessionGone(sid);
    }

    /** Until the poll has reached the session: then a POST shows that requests sent before have been looked at. */
    private void awaitPolling(String sid) throws IOException {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertSessionLive(sid);
    }

    @Test
    @Tag("EN-04")
    void aSecondPostWhileOneIsBeingSentEndsTheSession() throws Exception {
        String sid = peer.session();
        try (RawConnection first = peer.connect()) {
            first.send("POST " + Peer.POLLING + "&sid=" + sid
                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n4hel");
            Thread.sleep(100);
            assertThat(peer.postTo(sid, "4hello").status()).isEqualTo(400);
            assertThat(first.endsWithin(3000)).isTrue();
        }
        awaitClosing(sid, "transport error");
        assertSessionGone(sid);
    }

    @Test
    @Tag("EN-05")
    void binaryPostsEndASessionOfRevisionFour() throws IOException {
        String sid = peer.session();
        HttpAnswer answer = peer.ask(
                "POST " + Peer.POLLING + "&sid=" + sid
                        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\nContent-Length: 1\r\n\r\n4");
        assertThat(answer.status()).isEqualTo(400);
        awaitClosing(sid, "transport error");
        assertSessionGone(sid);
    }

    @Test
    @Tag("EN-06")
    void aBodyAboveTheLimitIsRefusedAndTheSessionLives() throws IOException {
        String sid = peer.session();
        String body = "4" + "x".repeat(1_000_000);
        try (RawConnection connection = peer.connect()) {
            connection.offer(
                    Peer.post(Peer.POLLING + "&sid=" + sid, body).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            HttpAnswer answer = connection.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.text()).isEmpty();
            assertThat(connection.endsWithin(5000)).isTrue();
        }
        assertSessionLive(sid);
        try (RawConnection connection = peer.connect()) {
            connection.offer(("POST " + Peer.POLLING + "&sid=" + sid
                            + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + ("1000\r\n" + "x".repeat(4096) + "\r\n").repeat(245) + "0\r\n\r\n")
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(connection.answer().status()).isEqualTo(413);
        }
        assertSessionLive(sid);
    }

    @Test
    @Tag("EN-06")
    void theAnswerToAnEndlessBodyIsReadable() throws IOException {
        String sid = peer.session();
        try (RawConnection connection = peer.connect()) {
            connection.send("POST " + Peer.POLLING + "&sid=" + sid
                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000000000\r\n\r\n");
            Thread writer = new Thread(() -> {
                byte[] part = new byte[65536];
                for (int i = 0; i < 400; i++) {
                    connection.offer(part);
                }
            });
            writer.start();
            assertThat(connection.answer().status()).isEqualTo(413);
        }
        assertSessionLive(sid);
    }

    @Tag("EN-07")
    @ParameterizedTest
    @ValueSource(strings = {"9", "abc", "", "4a\u001e", "\u001e4a", "7x", "-1"})
    void anUnknownOrEmptyPacketEndsTheSession(String body) throws IOException {
        String sid = peer.session();
        assertThat(peer.postTo(sid, body).status()).isIn(200, 400);
        awaitClosing(sid, "parse error");
        assertSessionGone(sid);
    }

    @Tag("EN-07")
    @ParameterizedTest
    @ValueSource(strings = {"9", "abc", "", "-"})
    void anUnknownOrEmptyMessageClosesTheWebSocket(String message) throws IOException {
        try (RawConnection connection = peer.joined()) {
            assertThat(connection.text(message).closeCode()).isEqualTo(1005);
        }
        awaitClosing("parse error");
    }

    @Test
    @Tag("EN-08")
    void aClientOfRevisionFourMayNotPing() throws IOException {
        try (RawConnection connection = peer.joined()) {
            assertThat(connection.text("2").closeCode()).isEqualTo(1005);
        }
        awaitClosing("transport error");
    }

    @Test
    @Tag("EN-09")
    void aWrongProbeClosesOnlyTheProbingTransport() throws IOException {
        String sid = peer.session();
        try (RawConnection connection = upgrading(sid)) {
            assertThat(connection.text("2probeX").closeCode()).isIn(0, 1005);
        }
        assertSessionLive(sid);
    }

    @Test
    @Tag("EN-10")
    void aSecondWebSocketDoesNotDisturbTheFirst() throws IOException {
        String sid = peer.joinedSession();
        try (RawConnection first = upgrading(sid)) {
            try (RawConnection during = upgrading(sid)) {
                assertThat(during.closeCode()).isIn(0, 1005);
            }
            assertThat(first.text("2probe").message()).isEqualTo("3probe");
            first.text("5");
            assertLive(first);
            try (RawConnection after = upgrading(sid)) {
                assertThat(after.closeCode()).isIn(0, 1005);
            }
            assertLive(first);
        }
    }

    @Test
    @Tag("EN-11")
    void nobodyPollsASessionThatIsAWebSocket() throws IOException {
        String sid = peer.joinedSession();
        try (RawConnection connection = upgraded(sid)) {
            assertLive(connection);
            assertError(peer.poll(sid), 400, 3);
            assertError(peer.postTo(sid, "4hello"), 400, 3);
            assertLive(connection);
        }
    }

    @Test
    @Tag("EN-12")
    void aRequestOfAnotherRevisionIsRefused() throws IOException {
        String sid = peer.session();
        assertError(peer.ask(Peer.get("/socket.io/?EIO=3&transport=polling&sid=" + sid)), 400, 3);
        assertSessionLive(sid);
    }

    @Test
    @Tag("EN-17")
    void sessionIdsCannotBeGuessed() throws IOException {
        Set<String> ids = new HashSet<>();
        int[][] seen = new int[20][128];
        try (RawConnection connection = peer.connect()) {
            for (int i = 0; i < 300; i++) {
                String sid = Peer.sid(
                        connection.send(Peer.get(Peer.POLLING)).answer().text());
                assertThat(sid).matches("[A-Za-z0-9_-]{20,}");
                ids.add(sid);
                for (int at = 0; at < 20; at++) {
                    seen[at][sid.charAt(at)]++;
                }
            }
        }
        assertThat(ids).hasSize(300);
        // 64 characters, 300 ids: 4.7 of each are expected at each place. 15 random bytes are 20 such characters.
        for (int at = 0; at < 20; at++) {
            for (int count : seen[at]) {
                assertThat(count).as("one character at place " + at).isLessThan(25);
            }
        }
    }

    @Test
    @Tag("EN-18")
    void aMillionSeparatorsAreOneError() throws IOException, InterruptedException {
        String sid = peer.session();
        long from = System.nanoTime();
        assertThat(peer.postTo(sid, "\u001e".repeat(1_000_000)).status()).isIn(200, 400);
        assertThat((System.nanoTime() - from) / 1e6).as("milliseconds").isLessThan(1000);
        assertThat(witness().bestEchoMillis()).isLessThan(100);
        awaitClosing(sid, "parse error");
        assertSessionGone(sid);
    }

    @Test
    @Tag("EN-19")
    void invalidTextAndBase64AreContained() throws IOException {
        String sid = peer.joinedSession();
        try (RawConnection connection = peer.connect()) {
            String head = "POST " + Peer.POLLING + "&sid=" + sid + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: ";
            HttpAnswer answer = connection
                    .send(head + "16\r\n\r\n42[\"echo\",\"\u00ff\u00fe\u0080\"]")
                    .answer();
            assertThat(answer.status()).isIn(200, 400);
        }
        String other = peer.joinedSession();
        assertThat(peer.postTo(other, "b!!!!").status()).isIn(200, 400);
        assertThat(peer.poll(other).status()).isIn(200, 400); // a close that waits for a poll is delivered
        awaitClosing(other, "forced close"); // binary without a header
    }

    @Test
    @Tag("EN-20")
    void aPollThatIsResetEndsTheSession() throws Exception {
        String sid = peer.joinedSession();
        RawConnection connection = peer.connect().send(poll(sid));
        Thread.sleep(50);
        connection.reset();
        awaitClosing(sid, "transport error");
        assertSessionGone(sid);
    }

    @Test
    @Tag("EN-21")
    void unsolicitedPongsCostNothing() throws IOException {
        try (RawConnection connection = peer.joined()) {
            long threads = serverThreads();
            byte[] pong = ClientFrames.text("3");
            byte[] burst = new byte[pong.length * 20_000];
            for (int i = 0; i < 20_000; i++) {
                System.arraycopy(pong, 0, burst, i * pong.length, pong.length);
            }
            connection.send(burst);
            assertLive(connection);
            assertThat(serverThreads()).isLessThanOrEqualTo(threads + 1);
        }
    }

    private static long serverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("sockeye-") || name.startsWith("socket.io-"))
                .count();
    }

    @Test
    @Tag("EN-22")
    void whatIsSentDuringAnUpgradeArrivesOnceInOrder() throws Exception {
        for (int round = 0; round < 100; round++) {
            String sid = peer.joinedSession();
            StringBuilder events = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                events.append(i == 0 ? "" : "\u001e")
                        .append("42[\"echo\",")
                        .append(i)
                        .append(']');
            }
            StringBuilder received = new StringBuilder();
            try (RawConnection polling = peer.connect().send(poll(sid));
                    RawConnection connection = upgrading(sid).text("2probe")) {
                peer.postTo(sid, events.toString());
                received.append(polling.answer().text());
                assertThat(connection.message()).isEqualTo("3probe");
                connection.text("5");
                while (!received.toString().endsWith("42[\"echo\",99]")) {
                    received.append('\u001e').append(connection.message());
                }
            }
            String all = received.toString().replace("6\u001e", "").replace("\u001e6", "");
            assertThat(all).as("round " + round).isEqualTo(events.toString());
        }
    }

    @Test
    @Tag("EN-23")
    void aSessionThatWasClosedIsUnknown() throws IOException {
        String sid = peer.session();
        assertThat(peer.postTo(sid, "1").status()).isEqualTo(200);
        awaitClosing(sid, "transport close");
        assertError(peer.poll(sid), 400, 1);
        assertError(peer.postTo(sid, "4hello"), 400, 1);
        assertThat(peer.ask(upgrade(sid)).status()).isEqualTo(400);
    }

    @Test
    void garbageInTheSegmentOfTheUpgradeEndsOnlyThatConnection() throws IOException {
        try (RawConnection connection = peer.connect()) {
            connection.send(ClientFrames.concat(
                    Peer.upgrade(Peer.WEBSOCKET).getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                    new byte[] {0x10, (byte) 0xff, (byte) 0xff, (byte) 0xff}));
            assertThat(connection.endsWithin(5000)).isTrue();
        }
    }

    @Test
    void aResetWhileAnUpgradeIsRefusedDoesNoHarm() throws IOException {
        for (int i = 0; i < 500; i++) {
            RawConnection connection = peer.connect();
            connection.send(Peer.upgrade("/socket.io/?EIO=4&transport=tobi"));
            connection.reset();
        }
        for (int i = 0; i < 300; i++) {
            RawConnection connection = peer.connect();
            connection.send(poll("x")).finish();
            connection.reset();
        }
    }
}
