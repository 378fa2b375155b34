package dev.sockeye.engineio.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.CookieOptions;
import dev.sockeye.engineio.CorsOptions;
import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.testsupport.Proves;
import dev.sockeye.testsupport.wire.HttpAnswer;
import dev.sockeye.testsupport.wire.RawConnection;
import dev.sockeye.testsupport.wire.RawPolling;
import dev.sockeye.testsupport.wire.RawWebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What responses carry beside their body: cookies, CORS, hooks, middlewares. */
class HeadersIT {
    private static final String ALLOWED = "access-control-allow-origin";

    private EngineFixture engine;

    private EngineFixture start(Consumer<EngineIoOptions.Builder> options) {
        engine = EngineFixture.start(options);
        return engine;
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private HttpAnswer get(String target, String... headers) {
        try (RawConnection connection = engine.connect()) {
            return connection.get(target, headers);
        }
    }

    private HttpAnswer upgrade(String target, String... headers) {
        try (RawWebSocket client = RawWebSocket.connect(engine.port(), target, headers)) {
            return client.handshake();
        }
    }

    // --- cookies

    @Test
    @Proves("E70")
    void theCookieComesWithPollingHandshakesOnly() {
        start(o -> o.cookie(CookieOptions.defaults()));
        try (RawPolling client = engine.polling()) {
            assertThat(client.handshake().headers("set-cookie"))
                    .containsExactly("io=" + client.sid() + "; Path=/; HttpOnly; SameSite=Lax");
            assertThat(client.post("4a").headers("set-cookie")).isEmpty();
            engine.session().send("a");
            assertThat(client.poll().headers("set-cookie")).isEmpty();
        }
        assertThat(upgrade(EngineFixture.WEBSOCKET).headers("set-cookie")).isEmpty();
    }

    @Test
    @Proves("E71")
    void theCookieHasTheAttributesOfItsOptions() {
        start(o -> o.cookie(CookieOptions.defaults()
                .withName("node")
                .withPath("/custom")
                .withHttpOnly(false)
                .withSecure(true)
                .withSameSite(CookieOptions.SameSite.STRICT)
                .withDomain("example.org")
                .withMaxAge(Duration.ofHours(1))
                .withExpires(Instant.EPOCH)
                .withPartitioned(true)));
        try (RawPolling client = engine.polling()) {
            assertThat(client.handshake().header("set-cookie"))
                    .isEqualTo("node=" + client.sid() + "; Max-Age=3600; Domain=example.org; Path=/custom;"
                            + " Expires=Thu, 01 Jan 1970 00:00:00 GMT; Secure; Partitioned; SameSite=Strict");
        }
    }

    // --- CORS

    @Test
    @Proves({"E72", "E73"})
    void anyOriginIsAStar() {
        start(o -> o.cors(CorsOptions.anyOrigin()));
        HttpAnswer answer = get(EngineFixture.POLLING, "Origin: https://a.example");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header(ALLOWED)).isEqualTo("*");
        assertThat(answer.headers("vary")).isEmpty();
    }

    @Test
    @Proves("E72")
    void aPreflightIsAnsweredBeforeAnythingIsVerified() {
        start(o -> o.cors(CorsOptions.origin("https://a.example")
                .credentials(true)
                .methods("GET", "POST")
                .exposedHeaders("X-Seen")
                .maxAge(Duration.ofMinutes(10))));
        for (String target : List.of(EngineFixture.POLLING, EngineFixture.POLLING + "&sid=wrong")) {
            try (RawConnection connection = engine.connect()) {
                HttpAnswer answer = connection
                        .request(
                                "OPTIONS",
                                target,
                                new byte[0],
                                "Origin: https://a.example",
                                "Access-Control-Request-Method: POST",
                                "Access-Control-Request-Headers: x-token")
                        .answer();
                assertThat(answer.status()).isEqualTo(204);
                assertThat(answer.header(ALLOWED)).isEqualTo("https://a.example");
                assertThat(answer.header("access-control-allow-credentials")).isEqualTo("true");
                assertThat(answer.header("access-control-allow-methods")).isEqualTo("GET,POST");
                assertThat(answer.header("access-control-allow-headers")).isEqualTo("x-token");
                assertThat(answer.header("access-control-expose-headers")).isEqualTo("X-Seen");
                assertThat(answer.header("access-control-max-age")).isEqualTo("600");
                assertThat(answer.headers("vary")).containsExactly("Origin", "Access-Control-Request-Headers");
                assertThat(answer.headers("content-length")).isEmpty(); // RFC 9110, section 8.6: not with 204
                assertThat(connection.get(EngineFixture.POLLING).status()).isEqualTo(200);
            }
        }
    }

    @Test
    @Proves("E72")
    void aPreflightGoesOnIfAskedTo() {
        start(o -> o.cors(CorsOptions.anyOrigin().preflightContinue(true).allowedHeaders("x-a", "x-b")));
        try (RawConnection connection = engine.connect()) {
            HttpAnswer answer = connection
                    .request("OPTIONS", EngineFixture.POLLING, new byte[0], "Origin: https://a.example")
                    .answer();
            assertThat(answer.summary()).isEqualTo("400 {\"code\":2,\"message\":\"Bad handshake method\"}");
            assertThat(answer.header("access-control-allow-headers")).isEqualTo("x-a,x-b");
        }
    }

    @Test
    @Proves("E73")
    void originsAreMatchedByListPatternAndPredicate() {
        for (CorsOptions.Builder cors : List.of(
                CorsOptions.origins("https://a.example", "https://b.example"),
                CorsOptions.origins(Pattern.compile("^https://[ab]\\.example$")),
                CorsOptions.origins(origin -> origin.endsWith("//a.example")))) {
            start(o -> o.cors(cors));
            HttpAnswer friend = get(EngineFixture.POLLING, "Origin: https://a.example");
            assertThat(friend.header(ALLOWED)).isEqualTo("https://a.example");
            HttpAnswer foe = get(EngineFixture.POLLING, "Origin: https://c.example");
            assertThat(foe.status()).isEqualTo(200);
            assertThat(foe.headers(ALLOWED)).isEmpty();
            assertThat(foe.headers("vary")).containsExactly("Origin");
            engine.close();
        }
    }

    @Test
    @Proves("E74")
    void corsHeadersAreOnErrorsAndOnTheUpgrade() {
        start(o -> o.cors(CorsOptions.reflectOrigin()));
        HttpAnswer error = get(EngineFixture.POLLING + "&sid=wrong", "Origin: https://a.example");
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.header(ALLOWED)).isEqualTo("https://a.example");
        HttpAnswer switched = upgrade(EngineFixture.WEBSOCKET, "Origin: https://a.example");
        assertThat(switched.status()).isEqualTo(101);
        assertThat(switched.header(ALLOWED)).isEqualTo("https://a.example");
    }

    // --- hooks

    @Test
    @Proves({"E77", "E78"})
    void hooksSeeTheFirstAndEachResponse() {
        start(o -> o.cookie(CookieOptions.defaults())
                .initialHeaders((headers, request) -> {
                    headers.set("X-First", request.method());
                    headers.add("Set-Cookie", "mine=1");
                })
                .headers((headers, request) -> {
                    headers.set("X-Each", String.valueOf(request.query().get("transport")));
                    headers.add("Set-Cookie", "each=1");
                    headers.remove("X-Absent");
                }));
        try (RawPolling client = engine.polling()) {
            assertThat(client.handshake().header("x-first")).isEqualTo("GET");
            assertThat(client.handshake().header("x-each")).isEqualTo("polling");
            assertThat(client.handshake().headers("set-cookie"))
                    .containsExactly("io=" + client.sid() + "; Path=/; HttpOnly; SameSite=Lax", "mine=1", "each=1");
            HttpAnswer post = client.post("4a");
            assertThat(post.headers("x-first")).isEmpty();
            assertThat(post.header("x-each")).isEqualTo("polling");
            engine.session().send("a");
            HttpAnswer poll = client.poll();
            assertThat(poll.headers("x-first")).isEmpty();
            assertThat(poll.headers("set-cookie")).containsExactly("each=1");
        }
        HttpAnswer switched = upgrade(EngineFixture.WEBSOCKET);
        assertThat(switched.header("x-first")).isEqualTo("GET");
        assertThat(switched.header("x-each")).isEqualTo("websocket");
        assertThat(switched.headers("set-cookie")).containsExactly("mine=1", "each=1");
    }

    @Test
    @Proves({"E77", "E78"})
    void aHookThatThrowsCostsNobodyTheResponse() {
        start(o -> o.initialHeaders((headers, request) -> {
                    throw new IllegalStateException("first");
                })
                .headers((headers, request) -> {
                    headers.set("X-Bad", "line\r\nbreak");
                }));
        try (RawPolling client = engine.polling();
                RawWebSocket webSocket = engine.webSocket()) {
            assertThat(client.handshake().headers("x-bad")).isEmpty();
            assertThat(client.post("4a").summary()).isEqualTo("200 ok");
            engine.expect("text a");
            engine.session().send("b");
            assertThat(client.poll().summary()).isEqualTo("200 4b");
            webSocket.send("4c");
            engine.expect("text c");
        }
    }

    @Test
    @Proves("E76")
    void oldInternetExplorersAreToldNotToFilter() {
        start(o -> {});
        assertThat(get(EngineFixture.POLLING, "User-Agent: Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0)")
                        .header("x-xss-protection"))
                .isEqualTo("0");
        assertThat(get(EngineFixture.POLLING, "User-Agent: Mozilla/4.0 (compatible;MSIE 6.0)")
                        .header("x-xss-protection"))
                .isEqualTo("0");
        assertThat(get(EngineFixture.POLLING, "User-Agent: curl").headers("x-xss-protection"))
                .isEmpty();
    }

    // --- middlewares

    @Test
    @Proves({"E79", "E80"})
    void middlewaresRunInOrderForEachRequestAndEachUpgrade() {
        List<String> calls = new CopyOnWriteArrayList<>();
        start(o -> o.use((request, response) -> {
                    calls.add("a " + request.method() + " " + request.query().get("transport"));
                    response.setHeader("X-A", "1");
                    response.addHeader("Set-Cookie", "a=1");
                    response.addHeader("Set-Cookie", "b=2");
                    response.setHeader("X-Removed", "1");
                    return null;
                })
                .use((request, response) -> {
                    calls.add("b");
                    assertThat(response.header("X-A")).contains("1");
                    response.removeHeader("X-Removed");
                    return CompletableFuture.runAsync(
                            () -> {}, CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS));
                })
                .use((request, response) -> {
                    calls.add("c");
                    return CompletableFuture.completedFuture(null);
                }));
        try (RawPolling client = engine.polling();
                RawWebSocket webSocket = client.webSocket()) {
            for (HttpAnswer answer : List.of(client.handshake(), webSocket.handshake(), client.post("4a"))) {
                assertThat(answer.header("x-a")).isEqualTo("1");
                assertThat(answer.headers("set-cookie")).containsExactly("a=1", "b=2");
                assertThat(answer.headers("x-removed")).isEmpty();
            }
            assertThat(webSocket.handshake().status()).isEqualTo(101);
        }
        assertThat(calls)
                .containsExactly("a GET polling", "b", "c", "a GET websocket", "b", "c", "a POST polling", "b", "c");
    }

    @Test
    @Proves("E81")
    void aMiddlewareCanAnswerItself() {
        List<String> calls = new CopyOnWriteArrayList<>();
        start(o -> o.use((request, response) -> {
                    response.end(503, "closed for today");
                    return null;
                })
                .use((request, response) -> {
                    calls.add("never");
                    return null;
                }));
        assertThat(get(EngineFixture.POLLING).summary()).isEqualTo("503 closed for today");
        try (RawConnection connection = engine.connect()) {
            RawWebSocket.requestUpgrade(connection, EngineFixture.WEBSOCKET);
            assertThat(connection.untilClosed()).isEmpty();
        }
        assertThat(calls).isEmpty();
        assertThat(engine.server().clientsCount()).isZero();
    }

    @Test
    @Proves("E81")
    void aMiddlewareThatFailsRefusesTheRequest() {
        List<dev.sockeye.engineio.ConnectionError> errors = new CopyOnWriteArrayList<>();
        start(o -> o.observer(new dev.sockeye.engineio.EngineObserver() {
                    @Override
                    public void onConnectionError(dev.sockeye.engineio.ConnectionError error) {
                        errors.add(error);
                    }
                })
                .use((request, response) -> switch (request.query().getOrDefault("how", "")) {
                    case "throw" -> throw new java.io.IOException("thrown");
                    case "fail" -> CompletableFuture.failedFuture(new IllegalStateException("failed"));
                    case "late" ->
                        CompletableFuture.runAsync(
                                () -> {
                                    throw new IllegalStateException("late");
                                },
                                CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS));
                    default -> null;
                }));
        for (String how : List.of("throw", "fail", "late")) {
            assertThat(get(EngineFixture.POLLING + "&how=" + how).summary())
                    .isEqualTo("400 {\"code\":3,\"message\":\"Bad request\"}");
            assertThat(upgrade(EngineFixture.WEBSOCKET + "&how=" + how).summary())
                    .isEqualTo("400 Bad request");
        }
        assertThat(errors).hasSize(6).allSatisfy(error -> assertThat(error.context())
                .containsEntry("name", "MIDDLEWARE_FAILURE"));
        engine.polling().close();
    }
}
