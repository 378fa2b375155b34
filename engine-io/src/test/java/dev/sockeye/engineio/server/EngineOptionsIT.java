package dev.sockeye.engineio.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.ConnectionError;
import dev.sockeye.engineio.CookieOptions;
import dev.sockeye.engineio.EngineHandler;
import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.EngineObserver;
import dev.sockeye.engineio.EngineSession;
import dev.sockeye.engineio.HandshakePolicy.Decision;
import dev.sockeye.engineio.HttpHandler;
import dev.sockeye.engineio.HttpResponse;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.engineio.protocol.PacketType;
import dev.sockeye.engineio.protocol.TransportType;
import dev.sockeye.testsupport.Proves;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the options of the engine do, as a client on the network sees it. */
final class EngineOptionsIT {
    private static final String POLLING = "EIO=4&transport=polling";
    private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private EngineIoServer server;

    @AfterEach
    void stop() {
        server.close().join();
    }

    private void start(Consumer<EngineIoOptions.Builder> options) {
        start(options, new EngineHandler() {
            @Override
            public void onText(EngineSession session, String text) {
                session.send(text);
            }
        });
    }

    private void start(Consumer<EngineIoOptions.Builder> options, EngineHandler handler) {
        server = EngineIoServer.builder()
                .host("localhost")
                .port(0)
                .options(options)
                .handler(handler)
                .build()
                .start();
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + target))
                .timeout(Duration.ofSeconds(10));
    }

    private java.net.http.HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private java.net.http.HttpResponse<String> get(String target) throws Exception {
        return send(request(target));
    }

    private String open() throws Exception {
        return sidOf(get("/engine.io/?" + POLLING).body());
    }

    private static String sidOf(String body) {
        Matcher matcher = SID.matcher(body);
        assertThat(matcher.find()).as(body).isTrue();
        return matcher.group(1);
    }

    private java.net.http.HttpResponse<String> poll(String sid) throws Exception {
        return get("/engine.io/?" + POLLING + "&sid=" + sid);
    }

    private void post(String sid, String body) throws Exception {
        assertThat(send(request("/engine.io/?" + POLLING + "&sid=" + sid).POST(BodyPublishers.ofString(body)))
                        .body())
                .isEqualTo("ok");
    }

    /** The head of the answer to a WebSocket handshake, or what else comes before the connection ends. */
    private String handshake(String target) throws IOException {
        try (Socket socket = new Socket("localhost", server.port())) {
            socket.setSoTimeout(10_000);
            String head =
                    "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            InputStream in = socket.getInputStream();
            for (int b = in.read(); b >= 0 && answer.indexOf("\r\n\r\n") < 0; b = in.read()) {
                answer.append((char) b);
            }
            return answer.toString();
        }
    }

    private String next() throws InterruptedException {
        return seen.poll(10, TimeUnit.SECONDS);
    }

    @Test
    @Proves("E4")
    void sessionIdsHaveTwentyCharactersOfTheUrlAlphabet() throws Exception {
        start(o -> {});
        assertThat(open()).matches("[A-Za-z0-9_-]{20}").isNotEqualTo(open());
    }

    @Test
    @Proves("E5")
    void sessionIdsMayComeFromTheApplication() throws Exception {
        start(o -> o.generateId(request -> CompletableFuture.supplyAsync(
                () -> "id-" + request.query().get("name"),
                CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS))));
        assertThat(sidOf(get("/engine.io/?name=one&" + POLLING).body())).isEqualTo("id-one");
        post("id-one", "4hello");
        assertThat(poll("id-one").body()).isEqualTo("4hello");
    }

    @Test
    @Proves("E5")
    void aHandshakeWhoseIdCannotBeMadeIsRefused() throws Exception {
        start(o -> o.generateId(request -> CompletableFuture.failedFuture(new IllegalStateException("no id"))));
        assertThat(get("/engine.io/?" + POLLING).body()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
    }

    @Test
    @Proves("E8")
    void thePathNeedsNoTrailingSlashWhenItIsSwitchedOff() throws Exception {
        start(o -> o.addTrailingSlash(false));
        assertThat(get("/engine.io?" + POLLING).statusCode()).isEqualTo(200);
        assertThat(get("/engine.io/?" + POLLING).statusCode()).isEqualTo(200);
    }

    @Test
    @Proves("E9")
    void otherPathsBelongToTheApplication() throws Exception {
        server = EngineIoServer.builder()
                .host("localhost")
                .port(0)
                .route("/health", HttpHandler.of(request -> HttpResponse.text(200, "fine")))
                .build()
                .start();
        assertThat(get("/health").body()).isEqualTo("fine");
        assertThat(get("/engine.io/?" + POLLING).body()).startsWith("0{");
    }

    @Test
    @Proves("E10")
    void strayUpgradesEndAfterTheirTime() throws Exception {
        start(o -> o.destroyUpgradeTimeout(Duration.ofMillis(200)));
        long started = System.nanoTime();
        assertThat(handshake("/elsewhere")).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .isBetween(Duration.ofMillis(190), Duration.ofSeconds(5));
    }

    @Test
    @Proves("E11")
    void aTransportThatIsOffIsUnknown() throws Exception {
        start(o -> o.transports(TransportType.WEBSOCKET));
        assertThat(get("/engine.io/?" + POLLING).body()).isEqualTo("{\"code\":0,\"message\":\"Transport unknown\"}");
        assertThat(handshake("/engine.io/?EIO=4&transport=websocket")).startsWith("HTTP/1.1 101");
    }

    @Test
    @Proves("E11")
    void upgradesAreOrdinaryRequestsWithoutWebSocket() throws Exception {
        start(o -> o.transports(TransportType.POLLING));
        assertThat(get("/engine.io/?" + POLLING).body()).contains("\"upgrades\":[]");
        assertThat(handshake("/engine.io/?EIO=4&transport=websocket")).startsWith("HTTP/1.1 400");
    }

    @Test
    @Proves("E12")
    void noUpgradeIsOfferedWhenTheyAreNotAllowed() throws Exception {
        start(o -> o.allowUpgrades(false));
        assertThat(get("/engine.io/?" + POLLING).body()).contains("\"upgrades\":[]");
    }

    @Test
    @Proves({"E24", "E25", "E26"})
    void aRefusalLaterCarriesItsMessageAndIsObserved() throws Exception {
        start(o -> o.allowRequest(request -> CompletableFuture.supplyAsync(
                        () -> Decision.refuse("closed today"),
                        CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS)))
                .observer(new EngineObserver() {
                    @Override
                    public void onConnectionError(ConnectionError error) {
                        seen.add(error.code().number() + " " + error.message() + " " + error.context());
                    }
                }));
        java.net.http.HttpResponse<String> answer = get("/engine.io/?" + POLLING);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("{\"code\":4,\"message\":\"closed today\"}");
        assertThat(next()).contains("4 ").contains("closed today");
    }

    @Test
    @Proves({"E66", "E67", "E68"})
    void largeAnswersAreCompressedUnlessTheMessageSaysNo() throws Exception {
        String text = "x".repeat(2000);
        start(o -> {}, new EngineHandler() {
            @Override
            public void onText(EngineSession session, String order) {
                session.send(OutgoingMessage.text(text).compress(order.equals("yes")));
            }
        });
        String sid = open();
        for (String order : List.of("yes", "no")) {
            post(sid, "4" + order);
            java.net.http.HttpResponse<byte[]> answer = http.send(
                    request("/engine.io/?" + POLLING + "&sid=" + sid)
                            .header("Accept-Encoding", "gzip")
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(answer.headers().firstValue("content-encoding").isPresent())
                    .isEqualTo(order.equals("yes"));
            assertThat(answer.body().length < 2000).isEqualTo(order.equals("yes"));
        }
    }

    @Test
    @Proves("E69")
    void nothingIsCompressedWhenCompressionIsOff() throws Exception {
        start(EngineIoOptions.Builder::noHttpCompression);
        String sid = open();
        post(sid, "4" + "x".repeat(2000));
        java.net.http.HttpResponse<String> answer =
                send(request("/engine.io/?" + POLLING + "&sid=" + sid).header("Accept-Encoding", "gzip"));
        assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
        assertThat(answer.body()).hasSize(2001);
    }

    @Test
    @Proves("E70")
    void theCookieComesWithThePollingHandshakeOnly() throws Exception {
        start(o -> o.cookie(CookieOptions.defaults()));
        java.net.http.HttpResponse<String> answer = get("/engine.io/?" + POLLING);
        assertThat(answer.headers().allValues("set-cookie"))
                .containsExactly("io=" + sidOf(answer.body()) + "; Path=/; HttpOnly; SameSite=Lax");
        assertThat(handshake("/engine.io/?EIO=4&transport=websocket")).doesNotContainIgnoringCase("set-cookie");
    }

    @Test
    @Proves({"E79", "E80"})
    void middlewaresSeeEachRequestAndUpgrade() throws Exception {
        start(o -> o.use((request, response) -> {
            seen.add(request.method() + " " + request.query().get("transport"));
            response.setHeader("X-Frame-Options", "DENY");
            return null;
        }));
        java.net.http.HttpResponse<String> answer = get("/engine.io/?" + POLLING);
        assertThat(answer.headers().firstValue("x-frame-options")).contains("DENY");
        post(sidOf(answer.body()), "4x");
        assertThat(handshake("/engine.io/?EIO=4&transport=websocket")).contains("X-Frame-Options: DENY");
        assertThat(List.of(next(), next(), next())).containsExactly("GET polling", "POST polling", "GET websocket");
    }

    @Test
    @Proves("E81")
    void aMiddlewareMayAnswerItselfOrFail() throws Exception {
        start(o -> o.use((request, response) -> {
            if (request.query().containsKey("busy")) {
                response.end(503, "busy");
            } else if (request.query().containsKey("broken")) {
                throw new IllegalStateException("broken");
            }
            return null;
        }));
        java.net.http.HttpResponse<String> busy = get("/engine.io/?busy=1&" + POLLING);
        assertThat(busy.statusCode()).isEqualTo(503);
        assertThat(busy.body()).isEqualTo("busy");
        assertThat(get("/engine.io/?broken=1&" + POLLING).body()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
        assertThat(get("/engine.io/?" + POLLING).statusCode()).isEqualTo(200);
    }

    @Test
    @Proves("E82")
    void theInitialPacketComesWithTheHandshake() throws Exception {
        start(o -> o.initialPacket(OutgoingMessage.text("welcome")));
        assertThat(get("/engine.io/?" + POLLING).body()).startsWith("0{").endsWith("}\u001e4welcome");
    }

    @Test
    @Proves({"E84", "E85", "E87", "E88"})
    void sessionsAreCountedAndTheirTrafficIsObserved() throws Exception {
        start(o -> o.observer(new EngineObserver() {
            @Override
            public void onOpen(EngineSession session) {
                seen.add("open " + session.request().query().get("name"));
                seen.add("from " + session.request().remoteAddress());
            }

            @Override
            public void onPacketReceived(EngineSession session, PacketType type, int bytes) {
                seen.add("received " + type + " " + bytes);
            }

            @Override
            public void onPacketSent(EngineSession session, PacketType type, long bytes) {
                if (type == PacketType.MESSAGE) {
                    seen.add("sent " + type + " " + bytes);
                }
            }
        }));
        String sid = sidOf(get("/engine.io/?name=one&" + POLLING).body());
        assertThat(next()).isEqualTo("open one");
        assertThat(next()).isIn("from 127.0.0.1", "from 0:0:0:0:0:0:0:1", "from ::1");
        open();
        assertThat(server.clientsCount()).isEqualTo(2);
        assertThat(server.sessions()).extracting(EngineSession::id).contains(sid);
        assertThat(next()).startsWith("open ");
        assertThat(next()).startsWith("from ");
        post(sid, "4hello");
        assertThat(List.of(next(), next())).containsExactly("received MESSAGE 5", "sent MESSAGE 5");
    }

    @Test
    @Proves({"E44", "E101"})
    void closingTheServerReleasesPendingPolls() throws Exception {
        start(o -> {});
        String sid = open();
        CompletableFuture<java.net.http.HttpResponse<String>> pending =
                http.sendAsync(request("/engine.io/?" + POLLING + "&sid=" + sid).build(), BodyHandlers.ofString());
        Thread.sleep(100);
        server.close().get(10, TimeUnit.SECONDS);
        assertThat(pending.get(10, TimeUnit.SECONDS).body()).isEqualTo("1");
        assertThat(server.clientsCount()).isZero();
    }
}
