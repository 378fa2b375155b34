package dev.sockeye.bench.socketio;

import static java.util.Objects.requireNonNull;

import dev.sockeye.socketio.Socket;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The index of rooms: one socket joins and leaves a room that others are in. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RoomBenchmark {

    private static final int REPETITIONS = 1_000;

    /** Sockets in the room besides the one that joins and leaves. */
    @Param({"1", "1000"})
    public int members = 1;

    private @Nullable LocalServer server;

    /** Connects the members. */
    @Setup
    public void connect() throws InterruptedException, ExecutionException {
        LocalServer opened = new LocalServer(members + 1);
        server = opened;
        opened.onLoop(() -> {
            opened.sockets().subList(1, members + 1).forEach(socket -> socket.join("room"));
            return true;
        });
    }

    /** Closes the server. */
    @TearDown
    public void close() {
        requireNonNull(server).close();
    }

    /** Joins and leaves, many times in one task of the event loop. */
    @Benchmark
    @OperationsPerInvocation(REPETITIONS)
    public void joinAndLeave() throws InterruptedException, ExecutionException {
        LocalServer running = requireNonNull(server);
        running.onLoop(() -> {
            Socket socket = running.sockets().get(0);
            for (int i = 0; i < REPETITIONS; i++) {
                socket.join("room");
                socket.leave("room");
            }
            return true;
        });
    }
}
