package dev.sockeye.conformance.hazards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.RawConnection;
import dev.sockeye.testsupport.wire.HttpAnswer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are wrong as HTTP, or as a handshake. */
final class HttpHazardsIT extends HostileSuite {
    private static final String HOST = "Host: localhost\r\n";
    private static final String SMUGGLED = Peer.get(Peer.POLLING);

    /** The bytes are refused with one answer of the status and the connection ends; nothing behind them is answered. */
    private void assertRefused(String bytes, int... statuses) throws IOException {
        int before = server.opened();
        try (RawConnection connection = peer.connect()) {
            String all = connection
                    .offer(bytes.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))
                    .untilEnd();
            assertThat(all.split("HTTP/1\\.1 ", -1)).as(all).hasSize(2);
            assertThat(statuses).contains(Integer.parseInt(all.substring(9, 12)));
        }
        assertThat(server.opened()).isEqualTo(before);
    }

    // --- the query

    @Tag("HT-01")
    @ParameterizedTest
    @ValueSource(strings = {"", "&transport=", "&transport=tobi", "&transport=Polling", "&transport=polling,websocket"})
    void anUnknownTransportIsRefused(String parameter) throws IOException {
        assertError(peer.ask(Peer.get("/socket.io/?EIO=4" + parameter)), 400, 0);
    }

    @Tag("HT-02")
    @ParameterizedTest
    @ValueSource(strings = {"constructor", "__proto__", "hasOwnProperty", "webtransport", "toString"})
    void aTransportNamedLikeAMemberIsUnknown(String name) throws IOException {
        assertError(peer.ask(Peer.get("/socket.io/?EIO=4&transport=" + name)), 400, 0);
        assertRefused(Peer.upgrade("/socket.io/?EIO=4&transport=" + name), 400);
    }

    @Test
    @Tag("HT-03")
    void aHandshakeMustBeAGet() throws IOException {
        assertError(peer.ask(Peer.post(Peer.POLLING, "40")), 400, 2);
    }

    @Test
    @Tag("HT-04")
    void theTransportWebSocketNeedsAnUpgrade() throws IOException {
        assertError(peer.ask(Peer.get(Peer.WEBSOCKET)), 400, 3);
    }

    @Tag("HT-05")
    @ParameterizedTest
    @ValueSource(strings = {"", "EIO=3&", "EIO=2&", "EIO=5&", "EIO=abc&", "EIO=-4&", "EIO=04&", "EIO=4.0&", "EIO=&"})
    void anotherProtocolRevisionIsRefused(String parameter) throws IOException {
        assertError(peer.ask(Peer.get("/socket.io/?" + parameter + "transport=polling")), 400, 5);
    }

    // --- methods

    @Tag("HT-06")
    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH"})
    void anotherMethodOnASessionIsRefusedAndTheSessionLives(String method) throws IOException {
        String sid = peer.session();
        HttpAnswer answer = peer.ask(method + " " + Peer.POLLING + "&sid=" + sid + " HTTP/1.1\r\n" + HOST + "\r\n");
        assertThat(answer.status()).isEqualTo(500); // as the reference server
        assertThat(answer.text()).isEmpty();
        assertSessionLive(sid);
    }

    @Tag("HT-07")
    @ParameterizedTest
    @ValueSource(
            strings = {"TRACE", "CONNECT", "get", "Get", "", "G(T", "GET\0", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void anOddMethodOpensNoSession(String method) throws IOException {
        int before = server.opened();
        try (RawConnection connection = peer.connect()) {
            connection.send(method + " " + Peer.POLLING + " HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n");
            String all = connection.untilEnd();
            assertThat(all).doesNotContain("\"sid\"");
            if (!all.isEmpty()) {
                assertThat(all).startsWith("HTTP/1.1 4");
            }
        }
        assertThat(server.opened()).isEqualTo(before);
    }

    // --- origins

    @Test
    @Tag("HT-08")
    void onlyAnAllowedOriginGetsCorsHeaders() throws IOException {
        for (String method : List.of("GET", "OPTIONS")) {
            HttpAnswer good = peer.ask(withOrigin(method, "http://good.example"));
            assertThat(good.header("access-control-allow-origin")).isEqualTo("http://good.example");
            assertThat(good.header("access-control-allow-credentials")).isEqualTo("true");
            assertThat(good.header("vary")).contains("Origin");
            HttpAnswer evil = peer.ask(withOrigin(method, "http://evil.example"));
            assertThat(evil.header("access-control-allow-origin"))
                    .isNotEqualTo("http://evil.example")
                    .isNotEqualTo("*");
        }
    }

    private static String withOrigin(String method, String origin) {
        return method + " " + Peer.POLLING + " HTTP/1.1\r\n" + HOST + "Origin: " + origin
                + "\r\nAccess-Control-Request-Method: POST\r\n\r\n";
    }

    @Tag("HT-22")
    @ParameterizedTest
    @ValueSource(strings = {"\u0001", "\u007f"})
    void anOriginWithAControlCharacterIsRefused(String character) throws IOException {
        HttpAnswer answer = peer.ask(withOrigin("GET", "http://good" + character + ".example"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
    }

    @Test
    @Tag("HT-25")
    void aForeignOriginMayUpgradeUnlessTheOptionSaysOtherwise() throws IOException {
        String upgrade = Peer.upgrade(Peer.WEBSOCKET)
                .replace("\r\n\r\n", "\r\nOrigin: http://evil.example\r\nCookie: session=secret\r\n\r\n");
        try (RawConnection connection = peer.connect()) {
            assertThat(connection.send(upgrade).answer().status()).isEqualTo(101);
        }
        try (HostileServer strict = HostileServer.start(engine -> engine.checkOriginOnUpgrade(true), options -> {})) {
            Peer other = new Peer(strict.port());
            assertThat(other.ask(upgrade).status()).isEqualTo(403);
            assertThat(other.ask(upgrade.replace("evil", "good")).status()).isEqualTo(101);
        }
    }

    // --- sizes

    @Test
    @Tag("HT-09")
    void aHeaderBlockAboveTheLimitIsRefused() throws IOException {
        String head = "GET " + Peer.POLLING + " HTTP/1.1\r\n" + HOST;
        assertRefused(head + "X-Long: " + "x".repeat(64 * 1024) + "\r\n\r\n", 431, 400);
        assertRefused(head + "X-Small: 12345678\r\n".repeat(64 * 1024 / 19) + "\r\n", 431, 400);
    }

    @Test
    @Tag("HT-10")
    void aRequestLineAboveTheLimitIsRefused() throws IOException {
        assertRefused(
                "GET " + Peer.POLLING + "&x=" + "x".repeat(100 * 1024) + " HTTP/1.1\r\n" + HOST + "\r\n", 414, 431);
    }

    @Test
    @Tag("HT-09")
    void manySmallHeadersBeforeTheUpgradeDoNoHarm() throws IOException {
        // 2,000 headers need 14 KB: below the limit, so the handshake is answered
        String upgrade = Peer.upgrade(Peer.WEBSOCKET).replace(HOST, HOST + "a: b\r\n".repeat(2000));
        try (RawConnection connection = peer.connect()) {
            assertThat(connection.send(upgrade).answer().status()).isEqualTo(101);
        }
    }

    // --- other protocols

    @Test
    @Tag("HT-11")
    void anotherProtocolOnThePortIsRefused() throws IOException {
        Random random = new Random(11);
        byte[] noise = new byte[2000];
        random.nextBytes(noise);
        List<byte[]> openings = List.of(
                new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3, 13, 10, 13, 10}, // TLS ClientHello
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                "SSH-2.0-OpenSSH_9.6\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                "\0GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                noise);
        for (byte[] opening : openings) {
            try (RawConnection connection = peer.connect().timeout(1000)) {
                String all = connection.offer(opening).finish().untilEnd();
                if (!all.isEmpty()) {
                    assertThat(all).matches("(?s)HTTP/1\\.1 (4|505).*");
                }
            }
        }
    }

    // --- where one request ends and the next begins

    static List<String> ambiguousLengths() {
        List<String> heads = new ArrayList<>();
        String post = "POST " + Peer.POLLING + " HTTP/1.1\r\n" + HOST;
        heads.add(post + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        heads.add(post + "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n");
        heads.add("POST " + Peer.POLLING + " HTTP/1.0\r\n" + HOST
                + "Connection: keep-alive\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        heads.add(post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n");
        heads.add(post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n");
        heads.add(post + "Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\n0\r\n\r\n");
        heads.add(post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n");
        heads.add(post + "Transfer-Encoding: chunked\r\n\r\n1;a\nX\r\n0\r\n\r\n"); // an extension ended by LF alone
        heads.add(post + "Transfer-Encoding: chunked\r\n\r\n1;a=\"\r\n\"\r\nX\r\n0\r\n\r\n"); // CRLF in quotes
        return heads;
    }

    @Tag("HT-12")
    @ParameterizedTest
    @MethodSource("ambiguousLengths")
    void nothingBehindAnAmbiguousRequestIsAnswered(String request) throws IOException {
        int before = server.opened();
        try (RawConnection connection = peer.connect()) {
            String all = connection
                    .offer((request + SMUGGLED).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))
                    .untilEnd();
            assertThat(all).startsWith("HTTP/1.1 4").doesNotContain("\"sid\"");
        }
        assertThat(server.opened()).isEqualTo(before);
    }

    @Tag("HT-13")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\r\nContent-Length: 6",
                "5\r\nContent-Length: 5",
                "-5",
                "+5",
                "1e3",
                "0x10",
                "5,5",
                "5 5",
                "",
                "99999999999999999999",
                "5;"
            })
    void aContentLengthThatIsNoPlainNumberIsRefused(String length) throws IOException {
        assertRefused(
                "POST " + Peer.POLLING + " HTTP/1.1\r\n" + HOST + "Content-Length: " + length + "\r\n\r\n40000"
                        + SMUGGLED,
                400);
    }

    @Tag("HT-14")
    @ParameterizedTest
    @ValueSource(strings = {"zz", "-1", "+1", "ffffffffffffffff1", "7fffffffffffffff", "", "0x1", "1 1"})
    void aChunkSizeThatIsNoPlainNumberIsRefused(String size) throws IOException {
        String sid = peer.session();
        try (RawConnection connection = peer.connect()) {
            String all = connection
                    .offer(("POST " + Peer.POLLING + "&sid=" + sid + " HTTP/1.1\r\n" + HOST
                                    + "Transfer-Encoding: chunked\r\n\r\n" + size + "\r\nX\r\n0\r\n\r\n" + SMUGGLED)
                            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))
                    .untilEnd();
            assertThat(all).doesNotContain("\"sid\"");
            if (!all.isEmpty()) {
                assertThat(all).startsWith("HTTP/1.1 4");
            }
        }
    }

    @Tag("HT-15")
    @ParameterizedTest
    @ValueSource(
            strings = {"X-A : b", "X-A: b\r\n c", "no colon", ": nameless", "X A: b", "X-A: b\r\n\tfolded", "X\0A: b"})
    void aMalformedHeaderIsRefused(String header) throws IOException {
        assertRefused("GET " + Peer.POLLING + " HTTP/1.1\r\n" + HOST + header + "\r\n\r\n", 400);
    }

    @Tag("HT-19")
    @ParameterizedTest
    @ValueSource(strings = {"", "Host: a\r\nHost: b\r\n"})
    void aRequestHasOneHost(String hosts) throws IOException {
        assertRefused("GET " + Peer.POLLING + " HTTP/1.1\r\n" + hosts + "\r\n", 400);
    }

    @Test
    @Tag("HT-20")
    void requestsInOneSegmentAreAnsweredInOrder() throws IOException {
        try (RawConnection connection = peer.connect()) {
            connection.send(SMUGGLED + Peer.get("/elsewhere") + Peer.get("/socket.io/?EIO=4&transport=none"));
            assertThat(connection.answer().text()).startsWith("0{");
            assertThat(connection.answer().status()).isEqualTo(404);
            assertError(connection.answer(), 400, 0);
        }
    }

    // --- time

    @Test
    @Tag("HT-16")
    void aHeaderThatTakesTooLongIsCut() throws Exception {
        try (HostileServer quick =
                HostileServer.start(engine -> engine.headerTimeout(java.time.Duration.ofSeconds(1)), options -> {})) {
            Peer other = new Peer(quick.port());
            List<RawConnection> slow = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                slow.add(other.connect().send("GET " + Peer.POLLING + " HTTP/1.1\r\n"));
            }
            assertThat(bestHandshakeMillis(other)).isLessThan(200);
            Thread.sleep(600);
            for (RawConnection connection : slow) {
                connection.offer("X-Still: here\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            }
            for (RawConnection connection : slow) {
                assertThat(connection.timeout(3000).untilEnd()).matches("(?s)(HTTP/1\\.1 408 .*)?");
                connection.close();
            }
        }
    }

    private static double bestHandshakeMillis(Peer peer) throws IOException {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long from = System.nanoTime();
            peer.session();
            best = Math.min(best, (System.nanoTime() - from) / 1e6);
        }
        return best;
    }

    @Test
    @Tag("HT-17")
    void aBodyThatTakesTooLongIsCut() throws Exception {
        try (HostileServer quick =
                HostileServer.start(engine -> engine.bodyTimeout(java.time.Duration.ofSeconds(1)), options -> {})) {
            Peer other = new Peer(quick.port());
            String sid = other.session();
            try (RawConnection connection = other.connect()) {
                connection.send("POST " + Peer.POLLING + "&sid=" + sid + " HTTP/1.1\r\n" + HOST
                        + "Content-Length: 100\r\n\r\n");
                for (int i = 0; i < 5; i++) {
                    connection.offer(new byte[] {'4'});
                    Thread.sleep(250);
                }
                assertThat(connection.timeout(3000).untilEnd()).startsWith("HTTP/1.1 408 ");
            }
        }
    }

    @Test
    @Tag("HT-17")
    void aBodyThatEndsTooSoonEndsItsSession() throws Exception {
        String sid = peer.session();
        try (RawConnection connection = peer.connect()) {
            connection.send("POST " + Peer.POLLING + "&sid=" + sid + " HTTP/1.1\r\n" + HOST
                    + "Content-Length: 100\r\n\r\n4hello");
            connection.finish().untilEnd();
        }
        awaitClosing(sid, "transport error");
        assertSessionGone(sid);
    }

    // --- the rest

    @Test
    @Tag("HT-18")
    void onlyTheExpectationOfAContinueIsMet() throws IOException {
        String sid = peer.session();
        String head = "POST " + Peer.POLLING + "&sid=" + sid + " HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\n";
        try (RawConnection connection = peer.connect()) {
            assertThat(connection
                            .send(head + "Expect: 100-continue\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(100);
            assertThat(connection.send("6").answer().status()).isEqualTo(200);
        }
        assertThat(peer.ask(head + "Expect: x\r\n\r\n").status()).isEqualTo(417);
        assertSessionLive(sid);
    }

    @Tag("HT-21")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/socket.io/../../../../etc/passwd",
                "/socket.io/%2e%2e/%2e%2e/etc/passwd",
                "/socket.io/..%2f..%2fetc%2fpasswd",
                "/socket.io/socket.io.js%00",
                "/socket.io/socket.io.js%00.map",
                "/socket.io/..\\..\\etc\\passwd",
                "/socket.io/....//....//etc/passwd"
            })
    void noFileIsServedFromElsewhere(String target) throws IOException {
        HttpAnswer answer = peer.ask(Peer.get(target));
        assertThat(answer.status()).isIn(400, 404);
        assertThat(answer.text()).doesNotContain("root:").doesNotContain("function");
    }

    @Test
    @Tag("HT-23")
    void anUpgradeThatIsNoWebSocketHandshakeIsRefused() throws IOException {
        String good = Peer.upgrade(Peer.WEBSOCKET);
        assertRefused(good.replaceFirst("Sec-WebSocket-Key: [^\r]*\r\n", ""), 400);
        assertRefused(good.replaceFirst("Key: [^\r]*", "Key: AAAAAAA="), 400);
        assertRefused(good.replace("Version: 13", "Version: 7"), 400, 426);
        assertRefused(good.replaceFirst("GET", "POST"), 400, 405);
        assertRefused(good.replaceFirst("Upgrade: websocket", "Upgrade: tls/1.0"), 400);
        try (RawConnection connection = peer.connect()) { // another path: the connection ends after a while
            assertThat(connection.send(Peer.upgrade("/elsewhere/")).endsWithin(3000))
                    .isTrue();
        }
    }

    @Tag("HT-24")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/socket.io/?EIO=4&transport=<script>",
                "/socket.io/?EIO=4&transport=%3Cscript%3E",
                "/socket.io/?EIO=4&transport=polling&sid=%3Cscript%3E",
                "/socket.io/?EIO=4&transport=polling&j=%3Cscript%3E&sid=%3Cscript%3E",
                "/socket.io/?EIO=%3Cscript%3E&transport=polling"
            })
    void nothingOfTheRequestComesBackInAnError(String target) throws IOException {
        HttpAnswer answer = peer.ask(Peer.get(target));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).doesNotContainIgnoringCase("script");
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
    }

    @Test
    @Tag("HT-24")
    void theNumberOfAScriptCallbackIsAllThatComesBack() throws IOException {
        HttpAnswer answer = peer.ask(Peer.get(Peer.POLLING + "&j=1%3Cscript%3E2"));
        assertThat(answer.text()).startsWith("___eio[12](\"0{").doesNotContain("script");
    }
}
