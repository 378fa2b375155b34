package dev.sockeye.engineio.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.engineio.EngineHandler;
import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.EngineSession;
import dev.sockeye.testsupport.wire.RawConnection;
import dev.sockeye.testsupport.wire.RawPolling;
import dev.sockeye.testsupport.wire.RawWebSocket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** A real server on a free port whose handler notes what happens, in order. */
final class EngineFixture implements AutoCloseable {
    static final String POLLING = "/engine.io/?EIO=4&transport=polling";
    static final String WEBSOCKET = "/engine.io/?EIO=4&transport=websocket";
    static final String POLLING_V3 = "/engine.io/?EIO=3&transport=polling";
    static final String WEBSOCKET_V3 = "/engine.io/?EIO=3&transport=websocket";

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<EngineSession> opened = new LinkedBlockingQueue<>();
    private final EngineIoServer server;
    private volatile Consumer<EngineSession> onOpen = session -> {};
    private volatile BiConsumer<EngineSession, String> onText = (session, text) -> {};

    private EngineFixture(EngineIoServer.Builder builder) {
        server = builder.handler(new Recorder()).build();
    }

    /** Starts a server with changed options. */
    static EngineFixture start(Consumer<EngineIoOptions.Builder> options) {
        return startWith(builder -> builder.options(options));
    }

    /** Starts a server with default options. */
    static EngineFixture start() {
        return startWith(builder -> {});
    }

    /** Starts a server on a free port of this host; one event loop unless the change says otherwise. */
    static EngineFixture startWith(Consumer<EngineIoServer.Builder> change) {
        EngineFixture fixture = notStarted(change);
        fixture.server.start();
        return fixture;
    }

    /** A server for another one's pipeline. */
    static EngineFixture notStarted(Consumer<EngineIoServer.Builder> change) {
        EngineIoServer.Builder builder =
                EngineIoServer.builder().host("127.0.0.1").port(0).eventLoops(1);
        change.accept(builder);
        return new EngineFixture(builder);
    }

    // --- what the handler does

    EngineFixture onOpen(Consumer<EngineSession> action) {
        onOpen = action;
        return this;
    }

    EngineFixture onText(BiConsumer<EngineSession, String> action) {
        onText = action;
        return this;
    }

    EngineFixture echo() {
        return onText(EngineSession::send);
    }

    // --- what happened

    /** The next event, waiting for it: {@code "open"}, {@code "text hi"}, {@code "close transport error|..."}. */
    String event() {
        try {
            String event = events.poll(5, TimeUnit.SECONDS);
            return event == null ? "nothing" : event;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next event must be this one. */
    EngineFixture expect(String event) {
        assertThat(event()).isEqualTo(event);
        return this;
    }

    /** No event is waiting. */
    void expectNothing() {
        assertThat(events).isEmpty();
    }

    /** The next session that was opened. */
    EngineSession session() {
        try {
            EngineSession session = opened.poll(5, TimeUnit.SECONDS);
            assertThat(session).as("a session was opened").isNotNull();
            return session;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until something holds. */
    static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(condition);
    }

    // --- clients

    EngineIoServer server() {
        return server;
    }

    int port() {
        return server.port();
    }

    RawConnection connect() {
        return RawConnection.to(port());
    }

    /** A polling session; its open event is consumed. */
    RawPolling polling() {
        return polling(POLLING);
    }

    RawPolling polling(String target, String... headers) {
        RawPolling client = RawPolling.open(port(), target, headers);
        expect("open");
        return client;
    }

    /** A WebSocket session; its open event and packet are consumed. */
    RawWebSocket webSocket() {
        return webSocket(WEBSOCKET);
    }

    RawWebSocket webSocket(String target, String... headers) {
        RawWebSocket client = RawWebSocket.connect(port(), target, headers);
        assertThat(client.handshake().status()).isEqualTo(101);
        assertThat(client.text()).startsWith("0{");
        expect("open");
        return client;
    }

    @Override
    public void close() {
        server.close().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private final class Recorder implements EngineHandler {
        @Override
        public void onOpen(EngineSession session) {
            events.add("open");
            opened.add(session);
            onOpen.accept(session);
        }

        @Override
        public void onText(EngineSession session, String text) {
            events.add("text " + text);
            onText.accept(session, text);
        }

        @Override
        public void onBinary(EngineSession session, byte[] data) {
            events.add("binary " + HexFormat.of().formatHex(data));
            if (data.length > 0 && data[0] == 0x65) { // 'e' asks for an echo
                session.send(data);
            }
        }

        @Override
        public void onUpgrade(EngineSession session) {
            events.add("upgrade");
        }

        @Override
        public void onClose(EngineSession session, CloseReason reason, String description) {
            events.add("close " + reason + "|" + description);
        }
    }
}
