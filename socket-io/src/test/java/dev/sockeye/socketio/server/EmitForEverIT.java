package dev.sockeye.socketio.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.socketio.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A listener that emits to its own socket without end is held up, so that the others' event loop is not only its. */
final class EmitForEverIT {
    private static final String LARGE = "x".repeat(100_000);
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final CompletableFuture<Integer> emitted = new CompletableFuture<>();
    private SocketIoServer io;

    @BeforeEach
    void start() {
        io = SocketIoServer.builder().host("localhost").port(0).build();
        io.onConnection(socket -> {
            socket.on("gone", args -> {
                socket.disconnect();
                emitted.complete(emitFor(socket, "x".repeat(args.get(0, Integer.class))));
            });
            socket.on("large", args -> {
                for (int i = 0; i < 50; i++) {
                    socket.emit("n", i, LARGE);
                }
            });
            socket.on("few", args -> {
                for (int i = 0; i < 5000; i++) {
                    socket.emit("n", i);
                }
            });
        });
        io.start();
    }

    @AfterEach
    void stop() {
        io.close().join();
    }

    private static int emitFor(Socket socket, String text) {
        long end = System.nanoTime() + NANOS;
        int count = 0;
        while (System.nanoTime() < end) {
            socket.emit("n", text);
            count++;
        }
        return count;
    }

    @Test
    void toASocketThatIsGone() throws Exception {
        try (RawClient client = RawClient.connect(io.port())) {
            client.send("42[\"gone\",1]");
            // 2,048, then 32 each 50 ms: some 2,400; without a pause a million
            assertThat(emitted.get(10, TimeUnit.SECONDS)).isBetween(2048, 20_000);
        }
    }

    @Test
    void largeEventsToASocketThatIsGone() throws Exception {
        try (RawClient client = RawClient.connect(io.port())) {
            client.send("42[\"gone\",100000]");
            // 256 KiB, then one each 50 ms: some 12; without a pause some thousand
            assertThat(emitted.get(10, TimeUnit.SECONDS)).isBetween(3, 100);
        }
    }

    @Test
    void whoEmitsLargeEventsButNotForEverLosesNothing() {
        try (RawClient client = RawClient.connect(io.port())) {
            client.send("42[\"large\"]");
            for (int i = 0; i < 50; i++) {
                assertThat(client.text()).isEqualTo("42[\"n\"," + i + ",\"" + LARGE + "\"]");
            }
        }
    }

    @Test
    void whoEmitsMuchButNotForEverLosesNothing() {
        try (RawClient client = RawClient.connect(io.port())) {
            client.send("42[\"few\"]");
            for (int i = 0; i < 5000; i++) {
                assertThat(client.text()).isEqualTo("42[\"n\"," + i + "]");
            }
        }
    }
}
