package dev.sockeye.engineio.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.CompressionOptions;
import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.EngineSession;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.testsupport.Proves;
import dev.sockeye.testsupport.wire.HttpAnswer;
import dev.sockeye.testsupport.wire.RawConnection;
import dev.sockeye.testsupport.wire.RawPolling;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/1.1 below the engine: connections, pipelining, bad requests, compression. */
class HttpIT {
    private EngineFixture engine = EngineFixture.start();

    private void restart(Consumer<EngineIoOptions.Builder> options) {
        engine.close();
        engine = EngineFixture.start(options);
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void aConnectionIsKeptUnlessTheClientSaysClose() {
        try (RawConnection connection = engine.connect()) {
            assertThat(connection.get(EngineFixture.POLLING).headers("connection"))
                    .isEmpty();
            HttpAnswer last = connection.get(EngineFixture.POLLING, "Connection: close");
            assertThat(last.status()).isEqualTo(200);
            assertThat(last.header("connection")).isEqualTo("close");
            assertThat(connection.untilClosed()).isEmpty();
        }
    }

    @Test
    void aPollOnAConnectionOfItsOwnIsEnough() {
        try (RawPolling client = engine.polling()) {
            EngineSession session = engine.session();
            for (int i = 0; i < 3; i++) {
                session.send("m" + i);
                PollingIT.awaitBuffered(session);
                try (RawConnection connection = engine.connect()) {
                    assertThat(connection
                                    .get(client.target(), "Connection: close")
                                    .summary())
                            .isEqualTo("200 4m" + i);
                    assertThat(connection.untilClosed()).isEmpty();
                }
            }
            engine.expectNothing();
        }
    }

    @Test
    void http10ConnectionsAreKeptOnRequest() {
        try (RawConnection connection = engine.connect()) {
            String target = EngineFixture.POLLING;
            HttpAnswer kept = connection
                    .send("GET " + target + " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                    .answer();
            assertThat(kept.status()).isEqualTo(200);
            assertThat(kept.header("connection")).isEqualTo("keep-alive");
            assertThat(connection
                            .send("GET " + target + " HTTP/1.0\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(200);
            assertThat(connection.untilClosed()).isEmpty();
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        try (RawPolling client = engine.polling();
                RawConnection connection = engine.connect()) {
            EngineSession session = engine.session();
            String get = "GET " + client.target() + " HTTP/1.1\r\nHost: test\r\n\r\n";
            String post = "POST " + client.target() + " HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n\r\n4";
            String wrong = "GET " + EngineFixture.POLLING + "&sid=x HTTP/1.1\r\nHost: test\r\n\r\n";
            // a poll that waits, and behind it what could be answered at once
            connection.send(get + wrong + post + "a" + post + "b" + get);
            assertThat(connection.isSilentFor(Duration.ofMillis(50))).isTrue();
            engine.expectNothing();
            session.send("released");
            assertThat(connection.answer().summary()).isEqualTo("200 4released");
            assertThat(connection.answer().status()).isEqualTo(400);
            assertThat(connection.answer().summary()).isEqualTo("200 ok");
            assertThat(connection.answer().summary()).isEqualTo("200 ok");
            engine.expect("text a").expect("text b");
            session.send("last");
            assertThat(connection.answer().summary()).isEqualTo("200 4last");
        }
    }

    @Test
    void whoReadsNoAnswersGetsNoMoreOfThem() {
        int messages = 40;
        int bytes = 1_000_000;
        try (EngineFixture roomy = EngineFixture.start(o -> o.maxBufferedBytes(200_000_000));
                RawPolling client = roomy.polling();
                RawConnection connection = roomy.connect()) {
            EngineSession session = roomy.session();
            connection.send(("GET " + client.target() + " HTTP/1.1\r\nHost: test\r\n\r\n").repeat(messages));
            EngineFixture.await(session::isWritable);
            byte[] message = new byte[bytes];
            for (int i = 0; i < messages; i++) {
                session.send(message);
            }
            assertThat(connection.isSilentFor(Duration.ofSeconds(10))).isFalse(); // the first answer is there, unread
            assertThat(client.post("4hello").summary()).isEqualTo("200 ok");
            roomy.expect("text hello");
            // what the kernel takes is not ours any more
            assertThat(session.bufferedAmount()).isGreaterThan((long) messages * bytes / 2);
            int open = roomy.server().connectionsCount();
            session.discard();
            roomy.expect("close forced close|");
            EngineFixture.await(() -> roomy.server().connectionsCount() == open - 1); // the others are idle
        }
    }

    @Test
    void aHundredPipelinedRequestsAreAnswered() {
        try (RawPolling client = engine.polling();
                RawConnection connection = engine.connect()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                String body = "4number " + i;
                requests.append("POST ")
                        .append(client.target())
                        .append(" HTTP/1.1\r\nHost: test\r\nContent-Length: ")
                        .append(body.length())
                        .append("\r\n\r\n")
                        .append(body);
            }
            connection.send(requests.toString());
            for (int i = 0; i < 100; i++) {
                assertThat(connection.answer().summary()).isEqualTo("200 ok");
                engine.expect("text number " + i);
            }
        }
    }

    @Test
    void aRequestMayArriveByteByByte() {
        try (RawPolling client = engine.polling();
                RawConnection connection = engine.connect()) {
            String request = "POST " + client.target() + " HTTP/1.1\r\nHost: test\r\nContent-Length: 6\r\n\r\n4slow!";
            for (byte b : request.getBytes(UTF_8)) {
                connection.send(new byte[] {b});
            }
            assertThat(connection.answer().summary()).isEqualTo("200 ok");
            engine.expect("text slow!");
        }
    }

    @Test
    void aClientThatAsksBeforeItSendsIsTold() {
        try (RawPolling client = engine.polling();
                RawConnection connection = engine.connect()) {
            connection.send("POST " + client.target()
                    + " HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertThat(connection.answer().status()).isEqualTo(100);
            connection.send("4hi");
            assertThat(connection.answer().summary()).isEqualTo("200 ok");
            engine.expect("text hi");
            assertThat(connection.post(client.target(), "", "Expect: miracles").status())
                    .isEqualTo(417);
        }
    }

    @Test
    void aClientThatAsksForTooMuchIsRefusedBeforeItSends() {
        try (RawPolling client = engine.polling();
                RawConnection connection = engine.connect()) {
            connection.send("POST " + client.target()
                    + " HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\nContent-Length: 1000001\r\n\r\n");
            assertThat(connection.answer().status()).isEqualTo(413);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "get / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            })
    void aBrokenRequestIsRefusedAndNothingBehindItIsAnswered(String request) {
        try (RawConnection connection = engine.connect()) {
            connection.send(request + "GET " + EngineFixture.POLLING + " HTTP/1.1\r\nHost: test\r\n\r\n");
            assertThat(connection.answer().status()).isEqualTo(400);
            assertThat(connection.untilClosed()).isEmpty();
        }
        assertThat(engine.server().clientsCount()).isZero();
    }

    @Test
    void anotherVersionIsRefused() {
        try (RawConnection connection = engine.connect()) {
            assertThat(connection
                            .send("GET / HTTP/3.7\r\nHost: a\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(505);
        }
    }

    @Test
    void tooMuchOfAHeadIsRefused() {
        try (RawConnection connection = engine.connect()) {
            assertThat(connection.get("/" + "x".repeat(20_000)).status()).isEqualTo(414);
        }
        try (RawConnection connection = engine.connect()) {
            assertThat(connection.get("/", "X-Large: " + "x".repeat(20_000)).status())
                    .isEqualTo(431);
        }
    }

    @Test
    void aBrokenChunkEndsTheConnectionAndTheSession() {
        try (RawPolling client = engine.polling()) {
            client.posts()
                    .send("POST " + client.target()
                            + " HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n4a\r\n0\r\n\r\n");
            assertThat(client.posts().answer().status()).isEqualTo(400);
            assertThat(client.posts().untilClosed()).isEmpty();
        }
        EngineFixture.await(() -> engine.server().pendingInputBytes() == 0);
    }

    @Test
    void slowClientsAreToldAndLeftAlone() {
        restart(o -> o.headerTimeout(Duration.ofMillis(100))
                .bodyTimeout(Duration.ofMillis(150))
                .keepAliveTimeout(Duration.ofMillis(200)));
        try (RawConnection nothing = engine.connect()) {
            assertThat(nothing.answer().status()).isEqualTo(408);
            assertThat(nothing.untilClosed()).isEmpty();
        }
        try (RawConnection head = engine.connect()) {
            head.send("GET " + EngineFixture.POLLING + " HTTP/1.1\r\nHo");
            assertThat(head.answer().status()).isEqualTo(408);
            assertThat(head.untilClosed()).isEmpty();
        }
        try (RawConnection idle = engine.connect()) {
            assertThat(idle.get(EngineFixture.POLLING).status()).isEqualTo(200);
            engine.expect("open");
            assertThat(idle.untilClosed()).isEmpty();
        }
        try (RawPolling client = engine.polling()) {
            client.posts().send("POST " + client.target() + " HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\n4a");
            assertThat(client.posts().answer().status()).isEqualTo(408);
        }
        try (RawPolling client = engine.polling()) { // a poll may wait as long as it likes
            client.startPoll();
            assertThat(client.polls().isSilentFor(Duration.ofMillis(400))).isTrue();
        }
    }

    // --- compression

    private HttpAnswer pollFor(OutgoingMessage message, String... headers) {
        try (RawPolling client = engine.polling()) {
            EngineSession session = engine.session();
            session.send(message);
            PollingIT.awaitBuffered(session);
            return client.poll(headers);
        }
    }

    @Test
    @Proves("E66")
    void aLargeResponseIsCompressedAsTheClientLikes() throws Exception {
        String text = "again and ".repeat(200);
        HttpAnswer gzip = pollFor(OutgoingMessage.text(text), "Accept-Encoding: gzip, deflate, br");
        assertThat(gzip.header("content-encoding")).isEqualTo("gzip");
        assertThat(gzip.body().length).isLessThan(200);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes())
                .asString(UTF_8)
                .isEqualTo("4" + text);
        HttpAnswer deflate = pollFor(OutgoingMessage.text(text), "Accept-Encoding: gzip;q=0, br, deflate");
        assertThat(deflate.header("content-encoding")).isEqualTo("deflate");
        assertThat(new InflaterInputStream(new ByteArrayInputStream(deflate.body())).readAllBytes())
                .asString(UTF_8)
                .isEqualTo("4" + text);
        for (String accept : new String[] {"Accept-Encoding: br", "Accept-Encoding: gzip;q=0", "X-None: 1"}) {
            HttpAnswer plain = pollFor(OutgoingMessage.text(text), accept);
            assertThat(plain.headers("content-encoding")).isEmpty();
            assertThat(plain.text()).isEqualTo("4" + text);
        }
    }

    @Test
    @Proves("E67")
    void theThresholdCountsTheBytesOfTheBody() {
        String accept = "Accept-Encoding: gzip";
        assertThat(pollFor(OutgoingMessage.text("x".repeat(1022)), accept).headers("content-encoding"))
                .isEmpty();
        assertThat(pollFor(OutgoingMessage.text("x".repeat(1023)), accept).headers("content-encoding"))
                .containsExactly("gzip");
        restart(o -> o.httpCompression(CompressionOptions.defaults().withThreshold(10)));
        assertThat(pollFor(OutgoingMessage.text("€€€"), accept).headers("content-encoding"))
                .containsExactly("gzip");
        assertThat(pollFor(OutgoingMessage.text("xxx"), accept).headers("content-encoding"))
                .isEmpty();
    }

    @Test
    @Proves("E68")
    void aMessageCanAskNotToBeCompressed() {
        String text = "x".repeat(2000);
        OutgoingMessage plain = OutgoingMessage.text(text).compress(false);
        assertThat(pollFor(plain, "Accept-Encoding: gzip").headers("content-encoding"))
                .isEmpty();
        try (RawPolling client = engine.polling()) { // one that does not ask is enough
            EngineSession session = engine.session();
            session.send(plain);
            session.send("y");
            PollingIT.awaitBuffered(session);
            assertThat(client.poll("Accept-Encoding: gzip").headers("content-encoding"))
                    .containsExactly("gzip");
        }
    }

    @Test
    @Proves("E69")
    void compressionCanBeTurnedOff() {
        restart(EngineIoOptions.Builder::noHttpCompression);
        assertThat(pollFor(OutgoingMessage.text("x".repeat(5000)), "Accept-Encoding: gzip")
                        .headers("content-encoding"))
                .isEmpty();
    }
}
