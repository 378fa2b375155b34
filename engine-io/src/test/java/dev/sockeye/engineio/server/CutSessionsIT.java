package dev.sockeye.engineio.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.engineio.EngineHandler;
import dev.sockeye.engineio.EngineSession;
import dev.sockeye.testsupport.wire.ClientFrames;
import dev.sockeye.testsupport.wire.RawConnection;
import dev.sockeye.testsupport.wire.RawPolling;
import dev.sockeye.testsupport.wire.RawWebSocket;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many sessions, each cut at a random point: afterwards nothing is left of them. {@code -Dcut.sessions=100000} runs the
 * long form, {@code -Dcut.seed=...} repeats a run.
 */
class CutSessionsIT {
    private static final int SESSIONS = Integer.getInteger("cut.sessions", 2000);
    private static final long SEED = Long.getLong("cut.seed", 20_261_121L);
    private static final int CLIENT_THREADS = 2;

    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    private final class Counter implements EngineHandler {
        @Override
        public void onOpen(EngineSession session) {
            opened.incrementAndGet();
            session.send("welcome");
        }

        @Override
        public void onText(EngineSession session, String text) {
            session.send(text);
        }

        @Override
        public void onClose(EngineSession session, CloseReason reason, String description) {
            closed.incrementAndGet();
        }
    }

    @Test
    @Timeout(value = 3600)
    void nothingIsLeftOfSessionsThatWereCutAnywhere() throws Exception {
        System.out.println("cut.sessions=" + SESSIONS + " cut.seed=" + SEED);
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, Native.best().newFactory());
        EngineIoServer server = EngineIoServer.builder()
                .host("127.0.0.1")
                .port(0)
                .eventLoopGroup(loops)
                .options(o -> o.pingInterval(Duration.ofMillis(400))
                        .pingTimeout(Duration.ofMillis(400))
                        .upgradeTimeout(Duration.ofMillis(300)))
                .handler(new Counter())
                .build()
                .start();
        try {
            Thread[] clients = new Thread[CLIENT_THREADS];
            for (int i = 0; i < CLIENT_THREADS; i++) {
                Random random = new Random(SEED + i);
                clients[i] = new Thread(() -> {
                    for (int n = 0; n < SESSIONS / CLIENT_THREADS; n++) {
                        cut(server.port(), random);
                    }
                });
                clients[i].start();
            }
            for (Thread client : clients) {
                client.join();
            }
            assertThat(opened.get()).isGreaterThan(SESSIONS / 2);
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(server.clientsCount()).isZero();
                assertThat(server.connectionsCount()).isZero();
                assertThat(server.pendingInputBytes()).isZero();
                assertThat(closed).hasValue(opened.get());
                assertThat(server.timeoutsCount()).isZero();
            });
            try (RawPolling client = RawPolling.open(server.port(), EngineFixture.POLLING)) {
                assertThat(client.poll().text()).isEqualTo("4welcome");
                assertThat(client.post("1").status()).isEqualTo(200);
            }
        } finally {
            server.close().join();
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        }
        assertThat(closed).hasValue(opened.get());
    }

    /** Opens a session and cuts its connections somewhere on the way. */
    private static void cut(int port, Random random) {
        try {
            switch (random.nextInt(8)) {
                case 0 -> cutBytes(port, handshake(random.nextBoolean()), random);
                case 1 -> cutWebSocket(port, random);
                default -> cutPolling(port, random);
            }
        } catch (UncheckedIOException e) {
            // the server may be faster in ending what was cut
        }
    }

    private static byte[] handshake(boolean upgrade) {
        return ("GET " + (upgrade ? EngineFixture.WEBSOCKET : EngineFixture.POLLING) + " HTTP/1.1\r\nHost: test\r\n"
                        + (upgrade
                                ? "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                : "")
                        + "\r\n")
                .getBytes(UTF_8);
    }

    /** Sends the beginning of something, perhaps all of it, and goes. */
    private static void cutBytes(int port, byte[] bytes, Random random) {
        RawConnection connection = RawConnection.to(port);
        connection.send(java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
        end(connection, random);
    }

    private static void end(RawConnection connection, Random random) {
        if (random.nextBoolean()) {
            connection.reset();
        } else {
            connection.close();
        }
    }

    private static void cutWebSocket(int port, Random random) {
        RawWebSocket client = RawWebSocket.connect(port, EngineFixture.WEBSOCKET);
        byte[] frame = ClientFrames.frame(0x81, "4a message of some length".getBytes(UTF_8));
        client.connection().send(frame);
        client.connection().send(java.util.Arrays.copyOf(frame, random.nextInt(frame.length)));
        end(client.connection(), random);
    }

    private static void cutPolling(int port, Random random) {
        RawPolling client = RawPolling.open(port, EngineFixture.POLLING);
        RawWebSocket webSocket = null;
        int point = random.nextInt(8);
        try {
            if (point >= 1) {
                client.poll();
            }
            if (point == 2) {
                client.startPoll();
            }
            if (point == 3) {
                client.posts()
                        .send("POST " + client.target() + " HTTP/1.1\r\nHost: test\r\nContent-Length: 9\r\n\r\n4half");
            }
            if (point >= 4) {
                webSocket = client.webSocket();
            }
            if (point >= 5) {
                webSocket.send("2probe");
                webSocket.text();
            }
            if (point >= 6) {
                webSocket.send("5");
            }
            if (point == 7) {
                webSocket.send("4message").text();
            }
        } finally {
            if (webSocket != null) {
                end(webSocket.connection(), random);
            }
            end(client.polls(), random);
            end(client.posts(), random);
        }
    }
}
