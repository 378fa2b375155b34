package dev.sockeye.engineio.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.engineio.EngineObserver;
import dev.sockeye.engineio.EngineSession;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.engineio.protocol.PacketType;
import dev.sockeye.testsupport.Proves;
import dev.sockeye.testsupport.wire.RawPolling;
import dev.sockeye.testsupport.wire.RawWebSocket;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the observer sees, callbacks of sends, full buffers, and code of the application that throws. */
class ObserverIT {
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final EngineObserver observer = new EngineObserver() {
        @Override
        public void onOpen(EngineSession session) {
            seen.add("open");
        }

        @Override
        public void onClose(EngineSession session, CloseReason reason, String description) {
            seen.add("close " + reason);
        }

        @Override
        public void onPacketReceived(EngineSession session, PacketType type, int bytes) {
            seen.add("in " + type + " " + bytes);
        }

        @Override
        public void onPacketSent(EngineSession session, PacketType type, long bytes) {
            seen.add("out " + type + (type == PacketType.OPEN ? "" : " " + bytes));
        }

        @Override
        public void onFlush(EngineSession session, int packets) {
            seen.add("flush " + packets);
        }

        @Override
        public void onDrain(EngineSession session) {
            seen.add("drain");
        }

        @Override
        public void onVolatileDropped(EngineSession session) {
            seen.add("dropped");
        }

        @Override
        public void onSendBufferExceeded(EngineSession session, long bufferedBytes) {
            seen.add("exceeded");
        }

        @Override
        public void onHandlerError(EngineSession session, Throwable error) {
            seen.add("error " + error.getMessage());
        }
    };

    @Test
    @Proves("E85")
    void theLifeOfASessionIsSeen() {
        try (EngineFixture engine = EngineFixture.start(o -> o.observer(observer));
                RawPolling client = engine.polling()) {
            EngineSession session = engine.session();
            session.send("one");
            session.send("€");
            PollingIT.awaitBuffered(session);
            client.poll();
            client.post("4hey");
            client.post("1");
            engine.expect("text hey").expect("close transport close|");
            assertThat(seen)
                    .containsExactly(
                            "out OPEN",
                            "drain",
                            "open",
                            "out MESSAGE 3",
                            "out MESSAGE 3",
                            "flush 2",
                            "drain",
                            "in MESSAGE 3",
                            "close transport close");
        }
    }

    @Test
    void anObserverThatThrowsHarmsNobody() {
        try (EngineFixture engine = EngineFixture.start(o -> o.observer(new EngineObserver() {
                    @Override
                    public void onPacketReceived(EngineSession session, PacketType type, int bytes) {
                        throw new IllegalStateException("observer");
                    }
                }));
                RawPolling client = engine.polling()) {
            assertThat(client.post("4a").summary()).isEqualTo("200 ok");
            engine.expect("text a");
        }
    }

    @Test
    void aHandlerThatThrowsHarmsNobody() {
        try (EngineFixture engine = EngineFixture.start(o -> o.observer(observer))
                        .onOpen(session -> {
                            throw new IllegalStateException("in open");
                        })
                        .onText((session, text) -> {
                            throw new AssertionError("in " + text);
                        });
                RawWebSocket client = engine.webSocket()) {
            client.send("4a").send("4b");
            engine.expect("text a").expect("text b");
            EngineFixture.await(() -> seen.contains("error in b"));
            assertThat(seen).contains("error in open", "error in a");
            assertThat(engine.server().clientsCount()).isEqualTo(1);
        }
    }

    @Test
    @Proves("E103")
    void volatileMessagesAreDroppedWhileThePeerCannotTakeThem() {
        try (EngineFixture engine = EngineFixture.start(o -> o.observer(observer));
                RawPolling client = engine.polling()) {
            EngineSession session = engine.session();
            session.sendVolatile(OutgoingMessage.text("nobody listens"));
            EngineFixture.await(() -> seen.contains("dropped"));
            client.startPoll();
            EngineFixture.await(session::isWritable);
            session.sendVolatile(OutgoingMessage.text("now"));
            assertThat(client.polls().answer().summary()).isEqualTo("200 4now");
        }
    }

    @Test
    @Proves("E103")
    void aWebSocketThatReadsNothingIsNotWritableThenFullThenGone() {
        try (EngineFixture engine =
                        EngineFixture.start(o -> o.observer(observer).maxBufferedBytes(1_000_000));
                RawWebSocket client = engine.webSocket()) {
            EngineSession session = engine.session();
            EngineFixture.await(session::isWritable);
            AtomicInteger flushed = new AtomicInteger();
            byte[] block = new byte[100_000];
            int sent = 0;
            while (session.isOpen() && sent < 1000) { // the buffers of the system take the first ones
                session.send(OutgoingMessage.binary(block), flushed::incrementAndGet);
                PollingIT.awaitBuffered(session);
                assertThat(session.bufferedAmount()).isLessThan(1_300_000);
                sent++;
            }
            engine.expect("close transport error|send buffer exceeded");
            assertThat(seen).contains("exceeded");
            assertThat(flushed.get()).isLessThan(sent);
            assertThat(engine.server().clientsCount()).isZero();
            assertThat(client.handshake().status()).isEqualTo(101);
        }
    }

    @Test
    void whoSendsWithoutEndDoesNotFillTheExecutorsQueue() throws Exception {
        try (EngineFixture engine =
                        EngineFixture.start(o -> o.observer(observer).maxBufferedBytes(10_000));
                RawPolling client = engine.polling()) {
            EngineSession session = engine.session();
            CountDownLatch busy = new CountDownLatch(1);
            session.executor().execute(() -> await(busy));
            for (int i = 0; i < 10_000; i++) {
                session.send(new byte[1000]);
            }
            assertThat(((SingleThreadEventExecutor) session.executor()).pendingTasks())
                    .isBetween(5, 50);
            busy.countDown();
            engine.expect("close transport error|send buffer exceeded");
            assertThat(client.handshake().status()).isEqualTo(200);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aPollingSessionThatIsNeverPolledIsFullThenGone() {
        try (EngineFixture engine = EngineFixture.start(o -> o.maxBufferedBytes(10_000));
                RawPolling client = engine.polling()) {
            EngineSession session = engine.session();
            for (int i = 0; i < 20; i++) {
                session.send(new byte[1000]);
            }
            engine.expect("close transport error|send buffer exceeded");
            assertThat(client.poll().status()).isEqualTo(400);
        }
    }

    @Test
    void callbacksOfSendsRunOnceAndInOrder() {
        List<String> order = new CopyOnWriteArrayList<>();
        try (EngineFixture engine = EngineFixture.start();
                RawPolling polling = engine.polling();
                RawWebSocket webSocket = engine.webSocket()) {
            for (EngineSession session : List.of(engine.session(), engine.session())) {
                session.send(OutgoingMessage.text("a"), () -> order.add("a"));
                session.send(OutgoingMessage.text("b"), () -> {
                    order.add("b");
                    throw new IllegalStateException("in a callback");
                });
                session.send(OutgoingMessage.text("c"), () -> order.add("c"));
                PollingIT.awaitBuffered(session);
            }
            assertThat(polling.poll().text()).isEqualTo("4a\u001e4b\u001e4c");
            assertThat(webSocket.text()).isEqualTo("4a");
            EngineFixture.await(() -> order.size() == 6);
            assertThat(order).containsExactly("a", "b", "c", "a", "b", "c");
        }
    }
}
