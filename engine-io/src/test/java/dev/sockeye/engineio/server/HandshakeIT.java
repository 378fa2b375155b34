package dev.sockeye.engineio.server;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.ConnectionError;
import dev.sockeye.engineio.EngineObserver;
import dev.sockeye.engineio.EngineSession;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.engineio.protocol.ProtocolVersion;
import dev.sockeye.engineio.protocol.TransportType;
import dev.sockeye.testsupport.Proves;
import dev.sockeye.testsupport.wire.HttpAnswer;
import dev.sockeye.testsupport.wire.RawConnection;
import dev.sockeye.testsupport.wire.RawPolling;
import dev.sockeye.testsupport.wire.RawWebSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How sessions begin. */
class HandshakeIT {
    private final List<ConnectionError> errors = new CopyOnWriteArrayList<>();
    private final EngineObserver observer = new EngineObserver() {
        @Override
        public void onConnectionError(ConnectionError error) {
            errors.add(error);
        }
    };

    @Test
    @Proves({"E1", "E3"})
    void aPollingHandshakeIsOneOpenPacketWithFiveKeys() {
        try (EngineFixture engine = EngineFixture.start();
                RawPolling client = engine.polling()) {
            HttpAnswer answer = client.handshake();
            assertThat(answer.text())
                    .isEqualTo("0{\"sid\":\"" + engine.session().id() + "\",\"upgrades\":[\"websocket\"],"
                            + "\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}");
            assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=UTF-8");
            assertThat(answer.header("cache-control")).isEqualTo("no-store");
            assertThat(answer.headers("set-cookie")).isEmpty();
        }
    }

    @Test
    @Proves("E4")
    void idsHaveTwentyUrlSafeCharactersAndDiffer() {
        try (EngineFixture engine = EngineFixture.start();
                RawConnection connection = engine.connect()) {
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < 300; i++) {
                String sid =
                        RawPolling.sidOf(connection.get(EngineFixture.POLLING).text());
                assertThat(sid).matches("[A-Za-z0-9_-]{20}");
                ids.add(sid);
            }
            assertThat(ids).hasSize(300);
        }
    }

    @Test
    @Proves("E5")
    void idsOfTheApplicationAreUsed() {
        try (EngineFixture engine =
                EngineFixture.start(o -> o.generateId(request -> request.query().containsKey("late")
                        ? CompletableFuture.supplyAsync(
                                () -> "id-" + request.query().get("late"),
                                CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS))
                        : completedFuture("id \"1\"")))) {
            try (RawPolling client = engine.polling(EngineFixture.POLLING + "&late=2");
                    RawWebSocket webSocket = engine.webSocket(EngineFixture.WEBSOCKET + "&late=3");
                    RawConnection other = engine.connect()) {
                assertThat(client.sid()).isEqualTo("id-2");
                assertThat(client.post("4a").summary()).isEqualTo("200 ok");
                engine.expect("text a");
                webSocket.send("4b");
                engine.expect("text b");
                assertThat(engine.server().sessions())
                        .extracting(EngineSession::id)
                        .containsExactlyInAnyOrder("id-2", "id-3");
                assertThat(other.get(EngineFixture.POLLING).text()).startsWith("0{\"sid\":\"id \\\"1\\\"\",");
            }
        }
    }

    @Test
    @Proves("E5")
    void anIdThatCannotBeMadeRefusesTheHandshake() {
        try (EngineFixture engine = EngineFixture.start(o -> o.observer(observer)
                .generateId(request -> switch (request.query().get("how")) {
                    case "throws" -> throw new IllegalStateException("thrown");
                    case "fails" -> CompletableFuture.failedFuture(new IllegalStateException("failed"));
                    case "null" -> null;
                    default -> completedFuture("");
                }))) {
            for (String how : List.of("throws", "fails", "null", "empty")) {
                try (RawConnection connection = engine.connect()) {
                    assertThat(connection
                                    .get(EngineFixture.POLLING + "&how=" + how)
                                    .summary())
                            .isEqualTo("400 {\"code\":3,\"message\":\"Bad request\"}");
                }
                try (RawWebSocket client =
                        RawWebSocket.connect(engine.port(), EngineFixture.WEBSOCKET + "&how=" + how)) {
                    assertThat(client.handshake().status()).isNotEqualTo(101);
                }
            }
            assertThat(errors).hasSize(8);
            assertThat(errors).allSatisfy(error -> {
                assertThat(error.code()).isEqualTo(ConnectionError.Code.BAD_REQUEST);
                assertThat(error.context()).containsEntry("name", "ID_GENERATION_ERROR");
            });
            assertThat(errors.get(0).context().get("error")).hasToString("java.lang.IllegalStateException: thrown");
            assertThat(engine.server().clientsCount()).isZero();
        }
    }

    @Test
    @Proves("E5")
    void anIdThatIsTakenRefusesTheHandshakeAndSparesItsOwner() {
        try (EngineFixture engine = EngineFixture.start(o -> o.observer(observer)
                .cookie(dev.sockeye.engineio.CookieOptions.defaults())
                .generateId(request -> completedFuture("same")))) {
            try (RawPolling owner = engine.polling();
                    RawConnection other = engine.connect()) {
                HttpAnswer refused = other.get(EngineFixture.POLLING);
                assertThat(refused.summary()).isEqualTo("400 {\"code\":3,\"message\":\"Bad request\"}");
                assertThat(refused.headers("set-cookie")).isEmpty();
                assertThat(RawWebSocket.connect(engine.port(), EngineFixture.WEBSOCKET)
                                .handshake()
                                .status())
                        .isEqualTo(400);
                assertThat(errors).hasSize(2);
                assertThat(owner.post("4mine").summary()).isEqualTo("200 ok");
                engine.expect("text mine");
                assertThat(engine.server().clientsCount()).isEqualTo(1);
            }
        }
    }

    @Test
    @Proves("E12")
    void upgradesAreOnlyOfferedIfAllowed() {
        try (EngineFixture engine = EngineFixture.start(o -> o.allowUpgrades(false));
                RawPolling client = engine.polling()) {
            assertThat(client.handshake().text()).contains("\"upgrades\":[],");
            try (RawWebSocket anyway = client.webSocket()) { // announced or not, as the reference does
                assertThat(anyway.send("2probe").text()).isEqualTo("3probe");
                anyway.send("5");
                engine.expect("upgrade");
            }
        }
    }

    @Test
    @Proves({"E11", "E12"})
    void upgradesAreNotOfferedIfWebSocketIsDisabled() {
        try (EngineFixture engine = EngineFixture.start(o -> o.transports(TransportType.POLLING));
                RawPolling client = engine.polling();
                RawConnection connection = engine.connect()) {
            assertThat(client.handshake().text()).contains("\"upgrades\":[],");
            RawWebSocket.requestUpgrade(connection, EngineFixture.WEBSOCKET);
            assertThat(connection.answer().summary()).isEqualTo("400 {\"code\":0,\"message\":\"Transport unknown\"}");
        }
    }

    @Test
    @Proves("E11")
    void pollingCanBeDisabled() {
        try (EngineFixture engine = EngineFixture.start(o -> o.transports(TransportType.WEBSOCKET));
                RawConnection connection = engine.connect()) {
            assertThat(connection.get(EngineFixture.POLLING).summary())
                    .isEqualTo("400 {\"code\":0,\"message\":\"Transport unknown\"}");
            engine.webSocket().close();
        }
    }

    @Test
    @Proves("E82")
    void theInitialPacketComesWithTheHandshake() {
        try (EngineFixture engine = EngineFixture.start(o -> o.initialPacket(OutgoingMessage.text("welcome")))) {
            engine.onOpen(session -> session.send("later"));
            try (RawPolling client = engine.polling();
                    RawWebSocket webSocket = engine.webSocket()) {
                assertThat(client.handshake().text()).startsWith("0{").endsWith("}\u001e4welcome");
                assertThat(client.poll().summary()).isEqualTo("200 4later");
                assertThat(webSocket.text()).isEqualTo("4welcome");
                assertThat(webSocket.text()).isEqualTo("4later");
            }
        }
    }

    @Test
    @Proves("E84")
    void sessionsAreCountedAndListed() {
        try (EngineFixture engine = EngineFixture.start()) {
            assertThat(engine.server().clientsCount()).isZero();
            RawPolling polling = engine.polling();
            RawWebSocket webSocket = engine.webSocket();
            assertThat(engine.server().clientsCount()).isEqualTo(2);
            assertThat(engine.server().sessions())
                    .extracting(EngineSession::transport)
                    .containsExactlyInAnyOrder(TransportType.POLLING, TransportType.WEBSOCKET);
            assertThat(engine.server().sessions()).extracting(EngineSession::id).contains(polling.sid());
            webSocket.close();
            engine.expect("close transport close|");
            assertThat(engine.server().clientsCount()).isEqualTo(1);
            polling.post("1");
            engine.expect("close transport close|");
            assertThat(engine.server().sessions()).isEmpty();
            polling.close();
        }
    }

    @Test
    @Proves({"E87", "E88", "E89"})
    void theFirstRequestIsKept() {
        try (EngineFixture engine = EngineFixture.start();
                RawPolling client = engine.polling(
                        EngineFixture.POLLING + "&a=1&a=2&b=%C3%A4+%zz&empty", "X-Token: secret", "Cookie: a=1");
                RawWebSocket webSocket =
                        engine.webSocket(EngineFixture.WEBSOCKET + "&token=t", "X-Token: other", "X-Token: twice")) {
            client.post("4later", "X-Token: changed");
            engine.expect("text later");
            EngineSession session = engine.session();
            assertThat(session.protocol()).isEqualTo(ProtocolVersion.V4);
            assertThat(session.request().method()).isEqualTo("GET");
            assertThat(session.request().url()).isEqualTo(EngineFixture.POLLING + "&a=1&a=2&b=%C3%A4+%zz&empty");
            assertThat(session.request().query())
                    .containsEntry("a", "2")
                    .containsEntry("b", "ä %zz")
                    .containsEntry("empty", "")
                    .containsEntry("transport", "polling");
            assertThat(session.request().header("x-TOKEN")).contains("secret");
            assertThat(session.request().remoteAddress()).isEqualTo("127.0.0.1");
            assertThat(session.request().isSecure()).isFalse();
            EngineSession second = engine.session();
            assertThat(second.request().headers()).containsEntry("x-token", List.of("other", "twice"));
            assertThat(webSocket.handshake().status()).isEqualTo(101);
        }
    }

    @Test
    void moreSessionsThanAllowedAreRefused() {
        try (EngineFixture engine = EngineFixture.start(o -> o.maxSessions(2));
                RawPolling one = engine.polling();
                RawWebSocket two = engine.webSocket();
                RawConnection connection = engine.connect()) {
            assertThat(connection.get(EngineFixture.POLLING).status()).isEqualTo(503);
            assertThat(RawWebSocket.connect(engine.port(), EngineFixture.WEBSOCKET)
                            .handshake()
                            .status())
                    .isEqualTo(503);
            assertThat(two.handshake().status()).isEqualTo(101);
            one.post("1");
            engine.expect("close transport close|");
            assertThat(connection.get(EngineFixture.POLLING).status()).isEqualTo(200);
        }
    }

    @Test
    void moreSessionsOfOneAddressThanAllowedAreRefused() {
        try (EngineFixture engine = EngineFixture.startWith(
                        b -> b.trustedProxies("127.0.0.1").options(o -> o.maxSessionsPerAddress(1)));
                RawConnection connection = engine.connect()) {
            String from = "X-Forwarded-For: 192.0.2.";
            assertThat(connection.get(EngineFixture.POLLING, from + "1").status())
                    .isEqualTo(200);
            assertThat(connection.get(EngineFixture.POLLING, from + "1").status())
                    .isEqualTo(503);
            assertThat(connection.get(EngineFixture.POLLING, from + "2").status())
                    .isEqualTo(200);
            engine.session().discard();
            engine.expect("open").expect("open").expect("close forced close|");
            assertThat(connection.get(EngineFixture.POLLING, from + "1").status())
                    .isEqualTo(200);
        }
    }
}
