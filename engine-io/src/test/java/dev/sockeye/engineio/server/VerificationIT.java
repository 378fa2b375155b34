package dev.sockeye.engineio.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.ConnectionError;
import dev.sockeye.engineio.CorsOptions;
import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.EngineObserver;
import dev.sockeye.engineio.HandshakePolicy.Decision;
import dev.sockeye.testsupport.Proves;
import dev.sockeye.testsupport.wire.HttpAnswer;
import dev.sockeye.testsupport.wire.RawConnection;
import dev.sockeye.testsupport.wire.RawPolling;
import dev.sockeye.testsupport.wire.RawWebSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, in which order, and how the client and the application learn of it. */
class VerificationIT {
    private final List<ConnectionError> errors = new CopyOnWriteArrayList<>();
    private EngineFixture engine = start(o -> {});

    private EngineFixture start(Consumer<EngineIoOptions.Builder> options) {
        return EngineFixture.start(o -> {
            o.observer(new EngineObserver() {
                @Override
                public void onConnectionError(ConnectionError error) {
                    errors.add(error);
                }
            });
            options.accept(o);
        });
    }

    private void restart(Consumer<EngineIoOptions.Builder> options) {
        engine.close();
        engine = start(options);
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    /** Both forms of a refusal: over HTTP and of an upgrade; and what the observer sees, twice. */
    private void refused(String target, int code, String message, Object... context) {
        refusedOverHttp(target, code, message, context);
        refusedOnUpgrade(target, code, message, context);
    }

    private void refusedOverHttp(String target, int code, String message, Object... context) {
        try (RawConnection connection = engine.connect()) {
            HttpAnswer answer = connection.get(target);
            assertThat(answer.summary())
                    .isEqualTo((code == 4 ? 403 : 400) + " {\"code\":" + code + ",\"message\":\"" + message + "\"}");
            assertThat(answer.header("content-type")).isEqualTo("application/json");
            assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(connection.get("/engine.io/?EIO=4&transport=polling").status())
                    .as("the connection goes on")
                    .isIn(200, 403);
        }
        observed(code, message, context);
    }

    private void refusedOnUpgrade(String target, int code, String message, Object... context) {
        try (RawWebSocket client = RawWebSocket.connect(engine.port(), target)) {
            assertThat(client.handshake().summary()).isEqualTo("400 " + message);
            assertThat(client.handshake().header("connection")).isEqualTo("close");
            assertThat(client.handshake().header("content-type")).isEqualTo("text/html");
            assertThat(client.connection().untilClosed()).isEmpty();
        }
        observed(code, message, context);
    }

    private void observed(int code, String message, Object... context) {
        Map<Object, Object> expected = new LinkedHashMap<>();
        for (int i = 0; i < context.length; i += 2) {
            expected.put(context[i], context[i + 1]);
        }
        ConnectionError error = errors.remove(0);
        assertThat(error.code().number()).isEqualTo(code);
        assertThat(error.message()).isEqualTo(message);
        assertThat(error.context()).isEqualTo(expected);
        assertThat(error.request().header("host")).contains("test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&transport=",
                "&transport=tcp",
                "&transport=webtransport",
                "&transport=__proto__",
                "&transport=constructor",
                "&transport=Polling"
            })
    @Proves({"E15", "E16", "E18", "E26", "E102"})
    void anUnknownTransportIsRefused(String query) {
        String name = query.isEmpty() ? null : query.substring("&transport=".length());
        refused("/engine.io/?EIO=4" + query, 0, "Transport unknown", "transport", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "__proto__", "constructor", "toString", "%00", "%F0%9F%98%80"})
    @Proves({"E15", "E16", "E17", "E26", "E102"})
    void anUnknownSessionIsRefused(String sid) {
        String decoded = java.net.URLDecoder.decode(sid, java.nio.charset.StandardCharsets.UTF_8);
        refusedOverHttp(EngineFixture.POLLING + "&sid=" + sid, 1, "Session ID unknown", "sid", decoded);
        refusedOnUpgrade(EngineFixture.WEBSOCKET + "&sid=" + sid, 1, "Session ID unknown", "sid", decoded);
    }

    @Test
    @Proves("E17")
    void aVeryLongSessionIdIsRefused() {
        String sid = "s".repeat(10_000);
        refusedOverHttp(EngineFixture.POLLING + "&sid=" + sid, 1, "Session ID unknown", "sid", sid);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
    @Proves({"E19", "E26"})
    void aHandshakeMustBeAGet(String method) {
        try (RawConnection connection = engine.connect()) {
            assertThat(connection
                            .request(method, EngineFixture.POLLING, new byte[0])
                            .answer()
                            .summary())
                    .isEqualTo("400 {\"code\":2,\"message\":\"Bad handshake method\"}");
        }
        observed(2, "Bad handshake method", "method", method);
    }

    @Test
    @Proves("E19")
    void aHandshakeWithHeadIsRefusedWithoutABody() {
        try (RawConnection connection = engine.connect()) {
            connection.request("HEAD", EngineFixture.POLLING, new byte[0]);
            assertThat(connection.answerToHead().status()).isEqualTo(400);
            assertThat(connection.get(EngineFixture.POLLING).status()).isEqualTo(200);
        }
        observed(2, "Bad handshake method", "method", "HEAD");
    }

    @Test
    @Proves({"E20", "E26"})
    void webSocketNeedsAnUpgrade() {
        refusedOverHttp(EngineFixture.WEBSOCKET, 3, "Bad request", "name", "TRANSPORT_HANDSHAKE_ERROR");
    }

    @Test
    @Proves({"E21", "E26"})
    void pollingIsOverOnceTheSessionIsAWebSocket() {
        try (RawWebSocket client = engine.webSocket()) {
            String target = EngineFixture.POLLING + "&sid=" + engine.session().id();
            refusedOverHttp(
                    target,
                    3,
                    "Bad request",
                    "name",
                    "TRANSPORT_MISMATCH",
                    "transport",
                    "polling",
                    "previousTransport",
                    "websocket");
            try (RawConnection connection = engine.connect()) {
                assertThat(connection.post(target, "4a").status()).isEqualTo(400);
            }
            client.send("4still here");
            engine.expect("open").expect("text still here"); // the first is of the probe in refusedOverHttp
        }
    }

    @Test
    @Proves({"E22", "E26"})
    void aSessionKeepsItsRevision() {
        restart(o -> o.allowEio3(true));
        try (RawPolling client = engine.polling()) {
            String target = client.target().replace("EIO=4", "EIO=3");
            refusedOverHttp(
                    target, 3, "Bad request", "name", "PROTOCOL_MISMATCH", "protocol", 3, "previousProtocol", 4);
            refusedOnUpgrade(
                    target.replace("polling", "websocket"),
                    3,
                    "Bad request",
                    "name",
                    "PROTOCOL_MISMATCH",
                    "protocol",
                    3,
                    "previousProtocol",
                    4);
            assertThat(client.post("4still here").status()).isEqualTo(200);
            engine.expect("open").expect("text still here");
        }
    }

    @Test
    @Proves({"E23", "E26"})
    void anOriginWithControlCharactersIsRefused() {
        for (byte bad : new byte[] {1, 0x7f}) {
            try (RawConnection connection = engine.connect()) {
                byte[] request = ("GET " + EngineFixture.POLLING + " HTTP/1.1\r\nHost: test\r\nOrigin: http://a"
                                + (char) bad + "b\r\n\r\n")
                        .getBytes(ISO_8859_1);
                assertThat(connection.send(request).answer().status()).isEqualTo(400);
            }
        }
        assertThat(engine.server().clientsCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EIO=3&", "EIO=5&", "EIO=abc&", "EIO=-4&", "EIO=&", "", "EIO=4&EIO=3&"})
    @Proves({"E13", "E14", "E26"})
    void anythingButRevision4Is3WhichIsRefusedByDefault(String eio) {
        refusedOverHttp("/engine.io/?" + eio + "transport=polling", 5, "Unsupported protocol version", "protocol", 3);
        try (RawWebSocket client = RawWebSocket.connect(engine.port(), "/engine.io/?" + eio + "transport=websocket")) {
            assertThat(client.handshake().status()).isEqualTo(400);
        }
        observed(5, "Unsupported protocol version", "protocol", 3);
    }

    @Test
    @Proves({"E13", "E14"})
    void revision3IsSpokenIfAllowed() {
        restart(o -> o.allowEio3(true));
        try (RawConnection connection = engine.connect()) {
            HttpAnswer answer = connection.get("/engine.io/?EIO=abc&transport=polling");
            String open = "0{\"sid\":\"" + engine.session().id()
                    + "\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}";
            assertThat(answer.summary()).isEqualTo("200 " + open.length() + ":" + open);
        }
    }

    @Test
    @Proves({"E24", "E26"})
    void theApplicationCanRefuseHandshakes() {
        restart(o -> o.allowRequest(request -> completedFuture(
                switch (request.query().getOrDefault("say", "")) {
                    case "no" -> Decision.refuse();
                    case "why" -> Decision.refuse("no \"room\"");
                    case "null" -> null;
                    default -> Decision.accept();
                })));
        refused("/engine.io/?EIO=4&transport=polling&say=no", EngineFixture.WEBSOCKET + "&say=no", "Forbidden", null);
        refused(
                "/engine.io/?EIO=4&transport=polling&say=null",
                EngineFixture.WEBSOCKET + "&say=null",
                "Forbidden",
                null);
        try (RawConnection connection = engine.connect()) {
            assertThat(connection.get(EngineFixture.POLLING + "&say=why").summary())
                    .isEqualTo("403 {\"code\":4,\"message\":\"no \\\"room\\\"\"}");
        }
        observed(4, "no \"room\"", "message", "no \"room\"");
        try (RawWebSocket client = RawWebSocket.connect(engine.port(), EngineFixture.WEBSOCKET + "&say=why")) {
            assertThat(client.handshake().summary()).isEqualTo("400 no \"room\"");
        }
        observed(4, "no \"room\"", "message", "no \"room\"");
    }

    private void refused(String polling, String webSocket, String message, String contextMessage) {
        refusedOverHttp(polling, 4, message, "message", contextMessage);
        engine.expect("open"); // refusedOverHttp tries the connection again
        refusedOnUpgrade(webSocket, 4, message, "message", contextMessage);
    }

    @Test
    @Proves({"E24", "E25"})
    void theApplicationMayTakeItsTimeAndMayFail() {
        restart(o -> o.allowRequest(request -> switch (request.query().getOrDefault("say", "")) {
            case "throw" -> throw new IllegalStateException("thrown");
            case "fail" -> CompletableFuture.failedFuture(new IllegalStateException("failed"));
            case "nothing" -> null;
            case "no" -> later(Decision.refuse("later"));
            default -> later(Decision.accept());
        }));
        try (RawPolling client = engine.polling();
                RawWebSocket webSocket = engine.webSocket()) {
            assertThat(client.post("4no question for a session").status()).isEqualTo(200);
            webSocket.send("4nor here");
            engine.expect("text no question for a session").expect("text nor here");
        }
        for (String how : List.of("throw", "fail", "nothing")) {
            try (RawConnection connection = engine.connect()) {
                assertThat(connection.get(EngineFixture.POLLING + "&say=" + how).summary())
                        .isEqualTo("403 {\"code\":4,\"message\":\"Forbidden\"}");
            }
        }
        try (RawConnection connection = engine.connect()) {
            assertThat(connection.get(EngineFixture.POLLING + "&say=no").summary())
                    .isEqualTo("403 {\"code\":4,\"message\":\"later\"}");
        }
    }

    private static <T> CompletableFuture<T> later(T value) {
        return CompletableFuture.supplyAsync(() -> value, CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
    }

    @Test
    @Proves("E25")
    void aClientThatGaveUpDuringTheQuestionLeavesNothing() throws Exception {
        CompletableFuture<Decision> answer = new CompletableFuture<>();
        restart(o -> o.allowRequest(request -> answer));
        for (boolean upgrade : new boolean[] {false, true}) {
            RawConnection connection = engine.connect();
            if (upgrade) {
                RawWebSocket.requestUpgrade(connection, EngineFixture.WEBSOCKET);
            } else {
                connection.request("GET", EngineFixture.POLLING, new byte[0]);
            }
            EngineFixture.await(() -> engine.server().connectionsCount() == 1);
            Thread.sleep(20);
            connection.close();
            EngineFixture.await(() -> engine.server().connectionsCount() == 0);
        }
        answer.complete(Decision.accept());
        Thread.sleep(20);
        assertThat(engine.server().clientsCount()).isZero();
        engine.expectNothing();
    }

    /** One request with everything wrong: each repaired mistake uncovers the next one. */
    @Test
    @Proves({"E17", "E18", "E19", "E20", "E24"})
    void mistakesAreFoundInTheOrderOfTheReference() {
        restart(o -> o.allowRequest(request -> completedFuture(Decision.refuse())));
        try (RawConnection c = engine.connect()) {
            assertThat(c.post("/engine.io/?EIO=3&transport=x&sid=y", "").text()).contains("\"code\":0");
            assertThat(c.post("/engine.io/?EIO=3&transport=websocket&sid=y", "").text())
                    .contains("\"code\":1");
            assertThat(c.post("/engine.io/?EIO=3&transport=websocket&sid=", "").text())
                    .contains("\"code\":2");
            assertThat(c.get("/engine.io/?EIO=3&transport=websocket").text()).contains("\"code\":3");
            assertThat(c.get("/engine.io/?EIO=3&transport=polling").text()).contains("\"code\":4");
        }
        restart(o -> {});
        try (RawConnection c = engine.connect()) {
            assertThat(c.get("/engine.io/?EIO=3&transport=polling").text()).contains("\"code\":5");
        }
    }

    @Test
    @Proves("E16")
    void anUpgradeThatIsNoGoodHandshakeIsRefused() {
        assertThat(upgrade("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"))
                .isEqualTo("400 Missing or invalid Sec-WebSocket-Key header");
        assertThat(upgrade(
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: short"))
                .isEqualTo("400 Missing or invalid Sec-WebSocket-Key header");
        assertThat(upgrade(
                        "Upgrade: other",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="))
                .isEqualTo("400 Invalid Upgrade header");
        assertThat(upgrade(
                        "Upgrade: websocket",
                        "Connection: keep-alive, Upgrade",
                        "Sec-WebSocket-Version: 7",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="))
                .isEqualTo("400 Missing or invalid Sec-WebSocket-Version header [13, 8]");
        assertThat(engine.server().clientsCount()).isZero();
    }

    private String upgrade(String... headers) {
        try (RawConnection connection = engine.connect()) {
            HttpAnswer answer = connection.get(EngineFixture.WEBSOCKET, headers);
            assertThat(connection.untilClosed()).isEmpty();
            return answer.summary()
                    + (answer.headers("sec-websocket-version").isEmpty()
                            ? ""
                            : " " + answer.headers("sec-websocket-version"));
        }
    }

    @Test
    void anUpgradeThatNamesPollingIsAcceptedAndClosed() {
        try (RawWebSocket client = RawWebSocket.connect(engine.port(), EngineFixture.POLLING)) {
            assertThat(client.handshake().status()).isEqualTo(101);
            assertThat(client.closeCode()).isEqualTo(1005);
        }
        assertThat(engine.server().clientsCount()).isZero();
        engine.expectNothing();
    }

    @Test
    void foreignOriginsAreKeptFromUpgradesOnRequest() {
        restart(o -> o.checkOriginOnUpgrade(true).cors(CorsOptions.origins("https://friend.example")));
        assertThat(upgradeFrom("https://friend.example")).isEqualTo(101);
        assertThat(upgradeFrom("http://test")).isEqualTo(101); // the server's own host
        assertThat(upgradeFrom("https://foe.example")).isEqualTo(403);
        restart(o -> {});
        assertThat(upgradeFrom("https://foe.example")).isEqualTo(101);
    }

    private int upgradeFrom(String origin) {
        try (RawWebSocket client = RawWebSocket.connect(engine.port(), EngineFixture.WEBSOCKET, "Origin: " + origin)) {
            return client.handshake().status();
        }
    }
}
