package dev.sockeye.engineio.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.HttpHandler;
import dev.sockeye.engineio.HttpResponse;
import dev.sockeye.testsupport.Proves;
import dev.sockeye.testsupport.wire.RawConnection;
import dev.sockeye.testsupport.wire.RawWebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which requests are the engine's, and what becomes of the others. */
class PathsIT {
    private static final String QUERY = "EIO=4&transport=polling";

    private static int status(EngineFixture engine, String target) {
        try (RawConnection connection = engine.connect()) {
            return connection.get(target).status();
        }
    }

    @Test
    @Proves({"E6", "E7"})
    void thePathIsARawPrefixThatEndsWithASlash() {
        try (EngineFixture engine = EngineFixture.start(o -> o.path("/live/"))) {
            assertThat(status(engine, "/live/?" + QUERY)).isEqualTo(200);
            assertThat(status(engine, "/live/foo/bar?" + QUERY)).isEqualTo(200);
            assertThat(status(engine, "/live?" + QUERY)).isEqualTo(404);
            assertThat(status(engine, "/engine.io/?" + QUERY)).isEqualTo(404);
            assertThat(status(engine, "/%6cive/?" + QUERY)).isEqualTo(404);
            engine.webSocket("/live/?EIO=4&transport=websocket").close();
        }
    }

    @Test
    @Proves("E8")
    void theTrailingSlashCanBeLeftOut() {
        try (EngineFixture engine = EngineFixture.start(o -> o.addTrailingSlash(false))) {
            assertThat(status(engine, "/engine.io?" + QUERY)).isEqualTo(200);
            assertThat(status(engine, "/engine.io/?" + QUERY)).isEqualTo(200);
        }
    }

    @Test
    @Proves("E9")
    void otherRequestsGoToTheApplication() {
        try (EngineFixture engine = EngineFixture.startWith(b -> b.route(
                                "/engine.io/health", HttpHandler.of(request -> HttpResponse.text(200, "fine")))
                        .fallback(request -> switch (request.path()) {
                            case "/echo" ->
                                CompletableFuture.completedFuture(HttpResponse.json(201, request.bodyText())
                                        .withHeader("X-Query", request.query().get("q")));
                            case "/throw" -> throw new java.io.IOException("thrown");
                            case "/fail" -> CompletableFuture.failedFuture(new IllegalStateException("failed"));
                            case "/later" ->
                                CompletableFuture.supplyAsync(
                                        () -> HttpResponse.status(204),
                                        CompletableFuture.delayedExecutor(
                                                20, java.util.concurrent.TimeUnit.MILLISECONDS));
                            default -> CompletableFuture.completedFuture(HttpResponse.text(404, "nothing here"));
                        })
                        .options(o -> o.maxHttpBufferSize(1000)));
                RawConnection connection = engine.connect()) {
            assertThat(connection.get("/engine.io/health?x=1").summary()).isEqualTo("200 fine");
            var echo = connection.post("/echo?q=1", "{\"ü\":1}");
            assertThat(echo.summary()).isEqualTo("201 {\"ü\":1}");
            assertThat(echo.header("x-query")).isEqualTo("1");
            assertThat(connection.get("/throw").status()).isEqualTo(500);
            assertThat(connection.get("/fail").status()).isEqualTo(500);
            assertThat(connection.get("/later").status()).isEqualTo(204);
            assertThat(connection.get("/x").summary()).isEqualTo("404 nothing here");
            assertThat(connection.get(EngineFixture.POLLING).status()).isEqualTo(200);
            connection.request("HEAD", "/x", new byte[0]);
            assertThat(connection.answerToHead().header("content-length")).isEqualTo("12");
            assertThat(connection
                            .request("POST", "/echo", new byte[1001])
                            .answer()
                            .status())
                    .isEqualTo(413);
        }
    }

    @Test
    @Proves("E10")
    void aStrayUpgradeIsEndedAfterATime() {
        try (EngineFixture engine = EngineFixture.start(o -> o.destroyUpgradeTimeout(Duration.ofMillis(100)));
                RawConnection connection = engine.connect()) {
            long start = System.nanoTime();
            RawWebSocket.requestUpgrade(connection, "/other/");
            assertThat(connection.untilClosed()).isEmpty();
            assertThat(System.nanoTime() - start).isGreaterThan(95_000_000L);
        }
    }

    @Test
    @Proves("E10")
    void aStrayUpgradeIsAnOrdinaryRequestIfItIsNotToBeEnded() {
        try (EngineFixture engine = EngineFixture.start(o -> o.destroyUpgrade(false));
                RawConnection connection = engine.connect()) {
            RawWebSocket.requestUpgrade(connection, "/other/");
            assertThat(connection.answer().status()).isEqualTo(404);
        }
    }

    @Test
    @Proves("E102")
    void pathsThatClimbAreNobodys() {
        try (EngineFixture engine = EngineFixture.start();
                RawConnection connection = engine.connect()) {
            for (String path : new String[] {"/../", "/%2e%2e/", "/..%5c", "/%00", "//engine.io/"}) {
                assertThat(connection
                                .request("GET", path + "?" + QUERY, new byte[0])
                                .answer()
                                .body())
                        .isEqualTo("".getBytes(UTF_8));
            }
            assertThat(engine.server().clientsCount()).isZero();
        }
    }
}
