package dev.sockeye.conformance.endurance;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.ServerProcess;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * Numbered messages in all directions: events of clients, as many events of the server to each client, and broadcasts to all.
 * Some clients stay on WebSocket; others begin on long-polling, upgrade while messages are on their way, and leave. None may
 * be lost, doubled or out of order. A message is counted where it arrives; each is one Socket.IO packet, a broadcast as many
 * as it has receivers.
 */
public final class Accounting implements Proof {
    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final long messages;
    private final int upgrades;
    private final int clients;
    private final int upgraders;
    private final int window;
    private final long broadcastsPerSecond;
    private final int heapMegabytes;

    /**
     * Takes {@code --messages} and {@code --upgrades}, how many at least; {@code --clients} on WebSocket and {@code --window},
     * events of each that wait for their answer; {@code --upgraders} at a time; {@code --broadcasts}, how many in a second;
     * {@code --heap} of the server in megabytes.
     */
    public Accounting(Settings settings) {
        messages = settings.longNumber("messages", 50_000_000);
        upgrades = settings.number("upgrades", 10_000);
        clients = settings.number("clients", 50);
        window = settings.number("window", 400);
        upgraders = settings.number("upgraders", 24);
        broadcastsPerSecond = settings.longNumber("broadcasts", 500);
        heapMegabytes = settings.number("heap", 512);
    }

    @Override
    public void run(Report report) throws Exception {
        try (ServerProcess server = ServerProcess.startProgram(
                List.of("-Xmx" + heapMegabytes + "m"),
                LoadServer.class,
                "--broadcasts-per-second",
                String.valueOf(broadcastsPerSecond))) {
            MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
            try {
                run(report, server, new Control(server), loops);
            } finally {
                loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
            }
        }
    }

    private void run(Report report, ServerProcess server, Control control, MultiThreadIoEventLoopGroup loops)
            throws Exception {
        long started = System.nanoTime();
        List<NumberedClient> steady = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            steady.add(NumberedClient.connect(loops, server.port(), window));
        }
        Upgraders upgrading = new Upgraders(new Peer(server.port()), upgraders);
        long seen = 0;
        long moved = started;
        double nextNote = 10;
        while (seen < messages || upgrading.upgrades() < upgrades) {
            Thread.sleep(100);
            long now = 2 * sum(steady, NumberedClient::answers)
                    + sum(steady, NumberedClient::broadcasts)
                    + upgrading.messages();
            if (now > seen) {
                moved = System.nanoTime();
            }
            seen = now;
            double seconds = (System.nanoTime() - started) / 1e9;
            if (seconds > nextNote) {
                nextNote += 30;
                report.note(
                        "%,d messages, %,d a second, %,d upgrades",
                        seen, (long) (seen / seconds), upgrading.upgrades());
            }
            if (System.nanoTime() - moved > STALL_NANOS || upgrading.hasFailed() || anyEnded(steady)) {
                break;
            }
        }
        upgrading.stop();
        steady.forEach(NumberedClient::stop);
        long total = Long.parseLong(control.askText("stop-broadcasts").replaceAll("[^0-9]", ""));
        double seconds = (System.nanoTime() - started) / 1e9;
        for (NumberedClient client : steady) {
            client.awaitTotals();
        }
        settle(report, control, steady, upgrading, total, seconds);
        control.expectCleanLog(report);
    }

    private static boolean anyEnded(List<NumberedClient> steady) {
        return steady.stream().anyMatch(NumberedClient::hasEnded);
    }

    private static long sum(List<NumberedClient> steady, ToLongFunction<NumberedClient> what) {
        return steady.stream().mapToLong(what).sum();
    }

    private void settle(
            Report report,
            Control control,
            List<NumberedClient> steady,
            Upgraders upgrading,
            long broadcasts,
            double seconds)
            throws Exception {
        long sent = sum(steady, NumberedClient::sent) + upgrading.sent();
        long received = sum(steady, NumberedClient::received) + upgrading.received();
        long answers = sum(steady, NumberedClient::answers) + upgrading.answers();
        long delivered = sum(steady, NumberedClient::broadcasts) + upgrading.broadcasts();
        report.note("%.0f s, %d clients that stay, %d that upgrade at a time", seconds, clients, upgraders);
        report.count("events sent by clients", sent);
        report.count("broadcasts", broadcasts);
        report.count("broadcasts delivered", delivered);
        report.count("lives of clients that upgrade", upgrading.lives());
        Map<String, Long> counters = control.ask("counters");
        counters.forEach(report::count);
        report.expect("events received by the server, in order", received, sent);
        report.expect("events received by clients, in order", answers, sent);
        report.expect("events doubled or late", counters.getOrDefault("events doubled or late", 0L), 0);
        report.expect("events lost before another", counters.getOrDefault("events lost before this one", 0L), 0);
        List<String> failures = new ArrayList<>(upgrading.failures());
        for (NumberedClient client : steady) {
            client.failure().ifPresent(failures::add);
            if (client.lastBroadcast() != broadcasts) {
                failures.add("the last broadcast was " + client.lastBroadcast() + " (expected: " + broadcasts + ")");
            }
        }
        report.check(failures.isEmpty(), "nothing lost, doubled or out of order at the clients: %s", failures);
        long all = received + answers + delivered;
        report.check(
                all >= messages,
                "%,d messages delivered and checked, %,.0f a second (expected: %,d)",
                all,
                all / seconds,
                messages);
        long done = counters.getOrDefault("upgrades", 0L);
        report.check(done >= upgrades, "%,d upgrades under traffic (expected: %,d)", done, upgrades);
    }
}
