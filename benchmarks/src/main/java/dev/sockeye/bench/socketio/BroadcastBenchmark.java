package dev.sockeye.bench.socketio;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A broadcast of 64 B to a room, from the emit on the event loop until all have received it. What one more recipient
 * costs is the difference between the sizes, divided by theirs; Netty's local channels are part of it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 3)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BroadcastBenchmark {

    private static final String PAYLOAD = "a".repeat(64);

    /** Sockets in the room. */
    @Param({"1", "1000"})
    public int members = 1;

    private @Nullable LocalServer server;

    /** Connects the members. */
    @Setup
    public void connect() throws InterruptedException, ExecutionException {
        LocalServer opened = new LocalServer(members);
        server = opened;
        opened.onLoop(() -> {
            opened.sockets().forEach(socket -> socket.join("room"));
            return true;
        });
    }

    /** Closes the server. */
    @TearDown
    public void close() {
        requireNonNull(server).close();
    }

    /** One broadcast. */
    @Benchmark
    public void broadcast() throws InterruptedException, ExecutionException {
        LocalServer running = requireNonNull(server);
        running.onLoop(() -> {
            running.io().to("room").emit("b", PAYLOAD);
            return true;
        });
        running.awaitReads(members);
    }
}
