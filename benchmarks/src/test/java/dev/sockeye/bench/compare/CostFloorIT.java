package dev.sockeye.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.bench.load.BroadcastLoad;
import dev.sockeye.bench.load.IdleLoad;
import dev.sockeye.bench.load.Load;
import dev.sockeye.bench.load.LoadLoop;
import dev.sockeye.bench.load.StatsRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a packet, a receiver and a session may cost, in bytes: the limits are what was counted when they were set and a
 * tenth more. No time is measured. The server runs without escape analysis, so that what it allocates does not depend on
 * what has been compiled; in use it is less.
 */
class CostFloorIT {

    private static final int WARM_UP = 500;
    private static final int PACKETS = 5_000;
    private static final String TEXT = "x".repeat(64);

    @TempDir
    Path logs;

    private final LoadLoop loop = new LoadLoop();

    @AfterEach
    void close() {
        loop.close();
    }

    private ServerProcess start(ServerSpec.Flavour flavour, String... options) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return ServerProcess.start(Servers.sockeye(java, options), flavour, 0, logs.resolve("server.log"));
    }

    private ServerProcess startCounting(String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--allocated");
        return start(ServerSpec.Flavour.COUNTING, all.toArray(String[]::new));
    }

    @Test
    void allocationOfAPacketIn() throws IOException {
        // nobody listens: decoded and looked up, no more
        assertThat(perPacket("42[\"nobody\",\"" + TEXT + "\"]", "", 0)).isLessThan(520);
    }

    @Test
    void allocationOfAnEcho() throws IOException {
        String packet = "42[\"echo\",\"" + TEXT + "\"]";
        assertThat(perPacket(packet, packet, 1)).isLessThan(950);
    }

    @Test
    void allocationOfARelayedEcho() throws IOException {
        String packet = "42[\"echo\",\"" + TEXT + "\"]";
        assertThat(perPacket(packet, packet, 1, "--relay")).isLessThan(810);
    }

    @Test
    void allocationOfAnAcknowledgement() throws IOException {
        assertThat(perPacket("427[\"ack\",\"" + TEXT + "\"]", "437[\"" + TEXT + "\"]", 1))
                .isLessThan(960);
    }

    private double perPacket(String packet, String reply, int replies, String... options) throws IOException {
        try (ServerProcess server = startCounting(options);
                CountingClient client = new CountingClient(server.port())) {
            client.repeat(packet, WARM_UP, reply, replies);
            long before = client.allocated();
            client.repeat(packet, PACKETS, reply, replies);
            return (client.allocated() - before) / (double) PACKETS;
        }
    }

    @Test
    void allocationOfOneMoreReceiverOfABroadcast() throws IOException {
        try (ServerProcess server = startCounting()) {
            double few = perBroadcast(server, 10);
            double many = perBroadcast(server, 510);
            assertThat((many - few) / 500).isLessThan(50);
        }
    }

    private double perBroadcast(ServerProcess server, int members) throws IOException {
        try (Load load = BroadcastLoad.strings(loop, server.port(), members, 1, 64)) {
            Measuring.open(load);
            deliver(load, 200L * members);
            long units = load.units();
            long before = allocated(server);
            deliver(load, 500L * members);
            return (allocated(server) - before) / ((load.units() - units) / (double) members);
        }
    }

    private static void deliver(Load load, long deliveries) {
        long end = load.units() + deliveries;
        load.start();
        while (load.units() < end && load.failure().isEmpty()) {
            LockSupport.parkNanos(1_000_000);
        }
        Measuring.quiesce(load);
        Measuring.throwOnFailure(load);
    }

    private static long allocated(ServerProcess server) throws IOException {
        try (CountingClient client = new CountingClient(server.port())) {
            return client.allocated();
        }
    }

    @Test
    void heapOfAnIdleSession() throws IOException {
        int sessions = 2_000;
        try (ServerProcess server = start(ServerSpec.Flavour.IDLE)) {
            try (Load warmUp = new IdleLoad(loop, server.port(), 500)) {
                Measuring.open(warmUp);
            }
            StatsRequest.send(loop, server.port());
            ServerProcess.sleep(500);
            StatsRequest.Memory none = StatsRequest.send(loop, server.port());
            try (Load load = new IdleLoad(loop, server.port(), sessions)) {
                Measuring.open(load);
                StatsRequest.Memory all = StatsRequest.send(loop, server.port());
                assertThat((all.heap() - none.heap()) / sessions).isLessThan(2_150);
                assertThat(all.direct() - none.direct()).isZero();
            }
        }
    }
}
