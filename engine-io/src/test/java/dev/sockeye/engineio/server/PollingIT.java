package dev.sockeye.engineio.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.EngineSession;
import dev.sockeye.testsupport.Proves;
import dev.sockeye.testsupport.wire.HttpAnswer;
import dev.sockeye.testsupport.wire.RawConnection;
import dev.sockeye.testsupport.wire.RawPolling;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GETs and POSTs of one session, right and wrong. */
class PollingIT {
    private static final String GONE = "400 {\"code\":1,\"message\":\"Session ID unknown\"}";

    private final EngineFixture engine = EngineFixture.start(o -> o.maxHttpBufferSize(1000));

    @AfterEach
    void stop() {
        engine.close();
    }

    private void sessionIsGone(RawPolling client) {
        try (RawConnection connection = engine.connect()) {
            assertThat(connection.get(client.target()).summary()).isEqualTo(GONE);
        }
        assertThat(engine.server().clientsCount()).isZero();
        engine.expectNothing();
    }

    @Test
    @Proves({"E28", "E75"})
    void aPostIsAnsweredWithOk() {
        try (RawPolling client = engine.polling()) {
            HttpAnswer answer = client.post("4hello");
            assertThat(answer.summary()).isEqualTo("200 ok");
            assertThat(answer.header("content-type")).isEqualTo("text/html");
            assertThat(answer.header("content-length")).isEqualTo("2");
            assertThat(answer.header("cache-control")).isEqualTo("no-store");
            engine.expect("text hello");
        }
    }

    @Test
    @Proves("E29")
    void severalPacketsInAPostArriveInOrder() {
        try (RawPolling client = engine.polling()) {
            assertThat(client.post("4a\u001ebZWY=\u001e4b").summary()).isEqualTo("200 ok");
            engine.expect("text a").expect("binary 6566").expect("text b");
        }
    }

    @Test
    @Proves({"E30", "E75"})
    void whatIsSentWhileNoPollWaitsComesWithTheNextOneInOrder() {
        engine.onOpen(session -> {
            session.send("one");
            session.send("two");
        });
        try (RawPolling client = engine.polling()) {
            assertThat(client.handshake().text()).doesNotContain("one");
            EngineSession session = engine.session();
            session.send(new byte[] {1, 2, 3});
            session.send("three €");
            awaitBuffered(session);
            HttpAnswer answer = client.poll();
            assertThat(answer.summary()).isEqualTo("200 4one\u001e4two\u001ebAQID\u001e4three €");
            assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=UTF-8");
            assertThat(answer.header("cache-control")).isEqualTo("no-store");
        }
    }

    /** Until what another thread sent has reached the session. */
    static void awaitBuffered(EngineSession session) {
        var done = new java.util.concurrent.CompletableFuture<Void>();
        session.executor().execute(() -> done.complete(null));
        done.orTimeout(5, java.util.concurrent.TimeUnit.SECONDS).join();
    }

    @Test
    @Proves("E31")
    void binaryTravelsAsBase64BothWays() {
        try (RawPolling client = engine.polling()) {
            client.startPoll();
            assertThat(client.post("bZQD//w==").status()).isEqualTo(200);
            engine.expect("binary 6500ffff");
            assertThat(client.polls().answer().summary()).isEqualTo("200 bZQD//w==");
        }
    }

    @Test
    @Proves({"E32", "E33"})
    void aChunkedBodyIsReadAcrossSplitCharacters() throws Exception {
        try (RawPolling client = engine.polling()) {
            byte[] body = "4x€y".getBytes(UTF_8);
            RawConnection posts = client.posts();
            posts.send("POST " + client.target() + " HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (byte b : body) { // the three bytes of the euro sign come one by one
                posts.send(new byte[] {'1', '\r', '\n', b, '\r', '\n'});
                Thread.sleep(2);
            }
            posts.send("0\r\n\r\n");
            assertThat(posts.answer().summary()).isEqualTo("200 ok");
            engine.expect("text x€y");
        }
    }

    @Test
    @Proves("E34")
    void octetStreamEndsASessionOfRevision4() {
        try (RawPolling client = engine.polling()) {
            assertThat(client.post("4a", "Content-Type: application/octet-stream")
                            .summary())
                    .isEqualTo("400 ");
            engine.expect("close transport error|invalid content");
            sessionIsGone(client);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Proves("E35")
    void aBodyAboveTheLimitIsRefusedAndTheSessionGoesOn(boolean chunked) {
        try (RawPolling client = engine.polling();
                RawConnection other = engine.connect()) {
            String body = "4" + "x".repeat(1000);
            if (chunked) {
                other.send("POST " + client.target() + " HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n");
                other.send("1f4\r\n" + body.substring(0, 500) + "\r\n1f5\r\n" + body.substring(500) + "\r\n0\r\n\r\n");
            } else {
                other.request("POST", client.target(), body.getBytes(UTF_8));
            }
            assertThat(other.answer().summary()).isEqualTo("413 ");
            assertThat(client.post("4" + "y".repeat(999)).summary()).isEqualTo("200 ok");
            engine.expect("text " + "y".repeat(999));
            engine.expectNothing();
        }
        EngineFixture.await(() -> engine.server().pendingInputBytes() == 0);
    }

    @Test
    @Proves("E35")
    void theLimitCountsBytesAndNotCharacters() {
        try (RawPolling client = engine.polling()) {
            assertThat(client.post("4" + "€".repeat(333)).summary()).isEqualTo("200 ok");
            engine.expect("text " + "€".repeat(333));
            assertThat(client.post("4x" + "€".repeat(333)).summary()).isEqualTo("413 ");
        }
    }

    @Test
    @Proves("E38")
    void aSecondGetEndsTheSessionAndReleasesTheFirst() {
        try (RawPolling client = engine.polling();
                RawConnection second = engine.connect()) {
            client.startPoll();
            awaitPoll(client);
            assertThat(second.get(client.target()).summary()).isEqualTo("400 ");
            assertThat(client.polls().answer().summary()).isEqualTo("200 1");
            engine.expect("close transport error|overlap from client");
            sessionIsGone(client);
        }
    }

    /** Until the GET has arrived. */
    private void awaitPoll(RawPolling client) {
        EngineSession session = engine.session();
        EngineFixture.await(session::isWritable);
    }

    @Test
    @Proves("E39")
    void aSecondPostEndsTheSession() {
        try (RawPolling client = engine.polling();
                RawConnection second = engine.connect()) {
            RawConnection first = client.posts();
            first.send("POST " + client.target() + " HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\n4a");
            EngineFixture.await(() -> engine.server().pendingInputBytes() == 2);
            assertThat(second.post(client.target(), "4b").summary()).isEqualTo("400 ");
            engine.expect("close transport error|data request overlap from client");
            assertThat(first.untilClosed()).isEmpty();
            sessionIsGone(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "reset", "half-close"})
    @Proves("E40")
    void anAbortedGetEndsTheSession(String how) {
        try (RawPolling client = engine.polling()) {
            client.startPoll();
            awaitPoll(client);
            end(client.polls(), how);
            engine.expect("close transport error|poll connection closed prematurely");
            sessionIsGone(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "reset", "half-close"})
    @Proves("E40")
    void anAbortedPostEndsTheSession(String how) {
        try (RawPolling client = engine.polling()) {
            client.posts().send("POST " + client.target() + " HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\n4abc");
            EngineFixture.await(() -> engine.server().pendingInputBytes() == 4);
            end(client.posts(), how);
            engine.expect("close transport error|data request connection closed prematurely");
            sessionIsGone(client);
        }
        EngineFixture.await(() -> engine.server().pendingInputBytes() == 0);
    }

    private static void end(RawConnection connection, String how) {
        switch (how) {
            case "close" -> connection.close();
            case "reset" -> connection.reset();
            default -> connection.endOutput();
        }
    }

    @Test
    @Proves("E41")
    void aClosePacketEndsTheSessionAndReleasesThePollWithNoop() {
        try (RawPolling client = engine.polling()) {
            client.startPoll();
            awaitPoll(client);
            assertThat(client.post("1").summary()).isEqualTo("200 ok");
            assertThat(client.polls().answer().summary()).isEqualTo("200 6");
            engine.expect("close transport close|");
            sessionIsGone(client);
        }
    }

    @Test
    @Proves("E41")
    void packetsBehindAClosePacketAreNotRead() {
        try (RawPolling client = engine.polling()) {
            assertThat(client.post("4a\u001e1\u001e4b").summary()).isEqualTo("200 ok");
            engine.expect("text a").expect("close transport close|");
            sessionIsGone(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "", "7", "\u001e4a", "e"})
    @Proves("E45")
    void aBodyThatIsNoPayloadEndsTheSession(String body) {
        try (RawPolling client = engine.polling()) {
            assertThat(client.post(body).summary()).isEqualTo("200 ok");
            assertThat(engine.event()).startsWith("close parse error|");
            sessionIsGone(client);
        }
    }

    @Test
    @Proves("E45")
    void packetsBeforeTheWrongOneAreDelivered() {
        try (RawPolling client = engine.polling()) {
            assertThat(client.post("4a\u001e4b\u001ewrong\u001e4c").summary()).isEqualTo("200 ok");
            engine.expect("text a").expect("text b");
            assertThat(engine.event()).startsWith("close parse error|");
            sessionIsGone(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS"})
    @Proves("E27")
    void otherMethodsAreRefusedAndTheSessionGoesOn(String method) {
        try (RawPolling client = engine.polling();
                RawConnection other = engine.connect()) {
            assertThat(other.request(method, client.target(), new byte[0])
                            .answer()
                            .summary())
                    .isEqualTo("500 ");
            assertThat(client.post("4still here").summary()).isEqualTo("200 ok");
            engine.expect("text still here");
        }
    }

    @Test
    @Proves("E27")
    void headIsRefusedWithoutABody() {
        try (RawPolling client = engine.polling();
                RawConnection other = engine.connect()) {
            other.request("HEAD", client.target(), new byte[0]);
            assertThat(other.answerToHead().status()).isEqualTo(500);
            assertThat(other.post(client.target(), "4same connection").summary())
                    .isEqualTo("200 ok");
            engine.expect("text same connection");
        }
    }

    @Test
    void aPollWithABodyCostsNothingLasting() {
        try (RawPolling client = engine.polling()) {
            EngineSession session = engine.session();
            client.polls().request("GET", client.target(), new byte[500]);
            EngineFixture.await(session::isWritable);
            session.send("answer");
            assertThat(client.polls().answer().summary()).isEqualTo("200 4answer");
        }
        EngineFixture.await(() -> engine.server().pendingInputBytes() == 0);
    }

    @Test
    @Proves("E42")
    void aClosedSessionDeliversFirstWhatWasSent() {
        try (RawPolling client = engine.polling()) {
            EngineSession session = engine.session();
            session.send("last words");
            session.close();
            session.send("too late");
            PollingIT.awaitBuffered(session);
            assertThat(session.isOpen()).isFalse();
            assertThat(client.poll().summary()).isEqualTo("200 4last words");
            engine.expectNothing();
            assertThat(client.poll().summary()).isEqualTo("200 6\u001e1");
            engine.expect("close forced close|");
            sessionIsGone(client);
        }
    }

    @Test
    @Proves("E42")
    void aWaitingPollLearnsOfTheCloseAtOnce() {
        try (RawPolling client = engine.polling()) {
            client.startPoll();
            EngineSession session = engine.session();
            EngineFixture.await(session::isWritable);
            session.close();
            assertThat(client.polls().answer().summary()).isEqualTo("200 1");
            engine.expect("close forced close|");
            sessionIsGone(client);
        }
    }

    @Test
    @Proves("E42")
    void aClosingSessionIgnoresWhatArrives() {
        try (RawPolling client = engine.polling()) {
            EngineSession session = engine.session();
            session.close();
            PollingIT.awaitBuffered(session);
            assertThat(client.post("4ignored").summary()).isEqualTo("200 ok");
            assertThat(client.poll().summary()).isEqualTo("200 6\u001e1");
            engine.expect("close forced close|");
            sessionIsGone(client);
        }
    }

    @Test
    @Proves("E44")
    void aDiscardedSessionLosesWhatWasSent() {
        try (RawPolling client = engine.polling()) {
            EngineSession session = engine.session();
            session.send("lost");
            session.discard();
            engine.expect("close forced close|");
            sessionIsGone(client);
        }
    }

    @Test
    @Proves("E44")
    void aDiscardedSessionReleasesAWaitingPoll() {
        try (RawPolling client = engine.polling()) {
            client.startPoll();
            EngineSession session = engine.session();
            EngineFixture.await(session::isWritable);
            session.discard();
            assertThat(client.polls().answer().summary()).isEqualTo("200 1");
            engine.expect("close forced close|");
            sessionIsGone(client);
        }
    }

    @Test
    void aPausedSessionHoldsAPostUntilItIsResumed() {
        try (RawPolling client = engine.polling()) {
            EngineSession session = engine.session();
            session.pauseReading();
            PollingIT.awaitBuffered(session);
            client.posts().request("POST", client.target(), "4held".getBytes(UTF_8));
            assertThat(client.posts().isSilentFor(Duration.ofMillis(50))).isTrue();
            engine.expectNothing();
            session.resumeReading();
            assertThat(client.posts().answer().summary()).isEqualTo("200 ok");
            engine.expect("text held");
        }
    }

    @Test
    void heldPostsCountAsUnfinishedInput() {
        try (EngineFixture small = EngineFixture.start(o -> o.maxPendingInputBytes(1000));
                RawPolling first = small.polling();
                RawPolling second = small.polling()) {
            List<EngineSession> sessions = List.of(small.session(), small.session());
            for (EngineSession session : sessions) {
                session.pauseReading();
                PollingIT.awaitBuffered(session);
            }
            byte[] body = ("4" + "x".repeat(599)).getBytes(UTF_8);
            first.posts().request("POST", first.target(), body);
            EngineFixture.await(() -> small.server().pendingInputBytes() == 600);
            assertThat(first.posts().isSilentFor(Duration.ofMillis(20))).isTrue();
            assertThat(second.post(new String(body, UTF_8)).status()).isEqualTo(503);
            assertThat(small.server().pendingInputBytes()).isEqualTo(600);
            sessions.get(0).resumeReading();
            assertThat(first.posts().answer().summary()).isEqualTo("200 ok");
            assertThat(small.server().pendingInputBytes()).isZero();
            small.expect("text " + "x".repeat(599));
            sessions.get(1).discard();
            small.expect("close forced close|");
        }
    }

    @Test
    void aHeldPostIsAnsweredWhenItsSessionEnds() {
        try (RawPolling client = engine.polling()) {
            EngineSession session = engine.session();
            session.pauseReading();
            PollingIT.awaitBuffered(session);
            client.posts().request("POST", client.target(), "4held".getBytes(UTF_8));
            assertThat(client.posts().isSilentFor(Duration.ofMillis(50))).isTrue();
            assertThat(engine.server().pendingInputBytes()).isEqualTo(5);
            session.discard();
            engine.expect("close forced close|");
            assertThat(client.posts().answer().summary()).isEqualTo("400 ");
            assertThat(engine.server().pendingInputBytes()).isZero();
        }
    }

    @Test
    void aLargeMessageArrivesWhole() {
        try (RawPolling client = engine.polling()) {
            EngineSession session = engine.session();
            char[] large = new char[300_000];
            Arrays.fill(large, '€');
            session.send(new String(large));
            assertThat(client.poll().text()).isEqualTo("4" + new String(large));
        }
    }
}
