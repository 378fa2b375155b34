package dev.sockeye.engineio.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.engineio.EngineHandler;
import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.EngineMessage;
import dev.sockeye.engineio.EngineSession;
import dev.sockeye.engineio.HandshakeRequest;
import dev.sockeye.engineio.protocol.PacketType;
import dev.sockeye.engineio.protocol.ProtocolVersion;
import dev.sockeye.engineio.protocol.TransportType;
import dev.sockeye.engineio.transport.OutgoingPacket;
import dev.sockeye.engineio.transport.Transport;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is blamed for silence, with an interval of 1,000 ms and a timeout of 500 ms. */
class HeartbeatTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<String> events = new ArrayList<>();
    private final Recorder transport = new Recorder();

    @BeforeEach
    void freeze() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private DefaultEngineSession open(ProtocolVersion version) {
        EngineIoOptions options = EngineIoOptions.builder()
                .pingInterval(Duration.ofMillis(1000))
                .pingTimeout(Duration.ofMillis(500))
                .allowEio3(true)
                .build();
        Engine engine = new Engine(options, new Handler());
        DefaultEngineSession session = new DefaultEngineSession(
                engine, engine.loop(channel.eventLoop()), "a", version, request(), listener -> transport);
        assertThat(engine.registry().reserve("::1")).isTrue();
        assertThat(session.open(OutgoingPacket.open(new byte[0]))).isTrue();
        events.clear();
        return session;
    }

    /** A request of which only the address is asked for. */
    private static HandshakeRequest request() {
        return (HandshakeRequest) Proxy.newProxyInstance(
                HandshakeRequest.class.getClassLoader(),
                new Class<?>[] {HandshakeRequest.class},
                (proxy, method, arguments) -> method.getName().equals("remoteAddress") ? "::1" : null);
    }

    /** A turn of the event loop after this time. */
    private void turnAfter(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    private void receive(DefaultEngineSession session, PacketType type) {
        session.onPacket(transport, type, new byte[0], 0, false);
    }

    @Test
    void aClientThatDoesNotAnswerLosesItsSessionOnTime() {
        open(ProtocolVersion.V4);
        turnAfter(1000);
        assertThat(events).containsExactly("PING");
        turnAfter(499);
        assertThat(events).containsExactly("PING");
        turnAfter(1);
        assertThat(events).containsExactly("PING", "close ping timeout");
    }

    @Test
    void aPingThatIsLateLeavesTheClientItsWholeTime() {
        DefaultEngineSession session = open(ProtocolVersion.V4);
        turnAfter(1000 + 700); // the loop was held up for longer than the timeout
        turnAfter(499);
        assertThat(events).containsExactly("PING");
        receive(session, PacketType.PONG);
        turnAfter(999);
        assertThat(events).containsExactly("PING");
        turnAfter(1);
        assertThat(events).containsExactly("PING", "PING");
    }

    @Test
    void aPongThatLayUnreadWhileTheLoopWasHeldUpCounts() {
        DefaultEngineSession session = open(ProtocolVersion.V4);
        turnAfter(1000);
        turnAfter(2000); // timers run before the next read
        receive(session, PacketType.PONG);
        turnAfter(999);
        assertThat(events).containsExactly("PING");
        turnAfter(1);
        assertThat(events).containsExactly("PING", "PING");
    }

    @Test
    void aLoopThatWasHeldUpGoesOnReadingForATenthOfASecondOnce() {
        open(ProtocolVersion.V4);
        turnAfter(1000);
        turnAfter(2000);
        turnAfter(99);
        assertThat(events).containsExactly("PING");
        turnAfter(300); // late again
        assertThat(events).containsExactly("PING", "close ping timeout");
    }

    @Test
    void aPingOfRevision3ThatLayUnreadWhileTheLoopWasHeldUpCounts() {
        DefaultEngineSession session = open(ProtocolVersion.V3);
        turnAfter(5000);
        receive(session, PacketType.PING);
        turnAfter(5000); // each time anew
        receive(session, PacketType.PING);
        assertThat(events).containsExactly("PONG", "PONG");
        turnAfter(1500);
        assertThat(events).containsExactly("PONG", "PONG", "close ping timeout");
    }

    private final class Handler implements EngineHandler {
        @Override
        public void onMessage(EngineSession session, EngineMessage message) {
            events.add("message");
        }

        @Override
        public void onClose(EngineSession session, CloseReason reason, String description) {
            events.add("close " + reason);
        }
    }

    /** Records what is sent. */
    private final class Recorder implements Transport {
        @Override
        public TransportType type() {
            return TransportType.WEBSOCKET;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void send(OutgoingPacket packet) {
            events.add(packet.type().name());
        }

        @Override
        public void flush() {}

        @Override
        public long pendingBytes() {
            return 0;
        }

        @Override
        public void setReading(boolean reading) {}

        @Override
        public void close() {}

        @Override
        public void discard() {}
    }
}
