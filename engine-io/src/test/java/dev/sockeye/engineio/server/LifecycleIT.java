package dev.sockeye.engineio.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.engineio.EngineSession;
import dev.sockeye.testsupport.Proves;
import dev.sockeye.testsupport.wire.RawConnection;
import dev.sockeye.testsupport.wire.RawPolling;
import dev.sockeye.testsupport.wire.RawWebSocket;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Start, stop, and another server on the same port. */
class LifecycleIT {
    @Test
    @Proves({"E44", "E101"})
    void stoppingDiscardsSessionsAndFreesThePort() {
        EngineFixture engine = EngineFixture.start();
        int port = engine.port();
        try (RawPolling waiting = engine.polling();
                RawPolling idle = engine.polling();
                RawWebSocket webSocket = engine.webSocket()) {
            waiting.startPoll();
            EngineFixture.await(engine.session()::isWritable);
            engine.session().send("lost");
            var stopped = engine.server().close();
            assertThat(waiting.polls().answer().summary()).isEqualTo("200 1");
            assertThat(webSocket.frame().closeCode()).isEqualTo(1005);
            assertThat(idle.polls().untilClosed()).isEmpty();
            stopped.orTimeout(10, TimeUnit.SECONDS).join();
            assertThat(engine.server().close()).isSameAs(stopped);
            assertThat(engine.server().clientsCount()).isZero();
            assertThat(engine.server().connectionsCount()).isZero();
            for (int i = 0; i < 3; i++) {
                engine.expect("close forced close|");
            }
        }
        assertThatThrownBy(() -> RawConnection.to(port)).isInstanceOf(UncheckedIOException.class);
        try (EngineFixture next = EngineFixture.startWith(b -> b.port(port))) {
            assertThat(next.port()).isEqualTo(port);
            next.polling().close();
        }
    }

    @Test
    @Proves("E101")
    void aPortInUseIsReportedAndTheServerStaysStopped() {
        try (EngineFixture engine = EngineFixture.start()) {
            EngineIoServer second = EngineIoServer.builder()
                    .host("127.0.0.1")
                    .port(engine.port())
                    .build();
            assertThatThrownBy(second::start)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("127.0.0.1:" + engine.port());
            assertThatThrownBy(second::start).isInstanceOf(IllegalStateException.class);
            second.close().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    @Test
    @Proves("E101")
    void aGracefulShutdownDeliversWhatWasSent() {
        EngineFixture engine = EngineFixture.start();
        try (RawPolling polling = engine.polling();
                RawWebSocket webSocket = engine.webSocket()) {
            EngineSession first = engine.session();
            first.send("last words");
            engine.session().send("last words");
            var stopped = engine.server().shutdown(Duration.ofSeconds(3));
            assertThat(webSocket.text()).isEqualTo("4last words");
            assertThat(webSocket.closeCode()).isEqualTo(1005);
            assertThat(polling.poll().text()).isEqualTo("4last words");
            assertThat(polling.poll().text()).isIn("1", "6\u001e1"); // the close may find the poll waiting
            stopped.orTimeout(10, TimeUnit.SECONDS).join();
            assertThat(engine.server().clientsCount()).isZero();
        }
    }

    @Test
    void aShutdownDoesNotWaitLongerThanItMay() {
        EngineFixture engine = EngineFixture.start();
        try (RawPolling polling = engine.polling()) {
            engine.session().send("nobody comes for it");
            engine.server()
                    .shutdown(Duration.ofMillis(100))
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
            engine.expect("close forced close|");
            assertThat(polling.sid()).isNotEmpty();
        }
    }
}
