package dev.sockeye.conformance.endurance;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.ServerProcess;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * {@code shutdown}: a server is told to end by SIGTERM while it sends numbered events to all clients. It takes nobody else,
 * delivers what it has emitted, sends clients away in waves and ends with status 0 within its time.
 */
final class Shutdown implements Proof {
    private static final int MOST_MILLIS = 10_000;

    private final int rounds;
    private final int clients;
    private final int own;
    private final int toAll;
    private final int drainMillis;
    private final long seed;

    Shutdown(Settings settings) {
        rounds = settings.number("rounds", 20);
        clients = settings.number("clients", 2000);
        own = settings.number("own", 1);
        toAll = settings.number("all", 5);
        drainMillis = settings.number("drain", 5000);
        seed = settings.seed();
    }

    @Override
    public void run(Report report) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 1; round <= rounds; round++) {
            report.note("round %d", round);
            round(random.nextLong(500, 2500), report);
        }
    }

    private void round(long trafficMillis, Report report) throws Exception {
        try (ServerProcess server = ServerProcess.start(
                        ServerProcess.SMALL, "numbers", "0", "--drain", String.valueOf(drainMillis));
                NumbersClients many = new NumbersClients(clients, false, client -> server::port)) {
            many.connect();
            many.start(server.port(), own, toAll);
            Thread.sleep(trafficMillis);
            long from = System.nanoTime();
            CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> terminate(server));
            Thread.sleep(Math.min(500, drainMillis / 5));
            boolean refuses = refuses(server.port());
            report.expect("status", status.join(), 0);
            long millis = (System.nanoTime() - from) / 1_000_000;
            int gone = many.countWithin(5, client -> !client.isJoined());

            Ending ending = Ending.of(server);
            int complete = many.countWithin(
                    0, client -> client.last("own@one") >= ending.own() && client.last("all@one") >= ending.all());
            many.tally().tell(report);
            report.count("emitted to each before the signal", ending.own());
            report.count("emitted to all before the signal", ending.all());
            report.check(refuses, "nobody else is let in");
            report.expect("clients that have all from before the signal", complete, clients);
            report.expect("clients that were sent away", gone, clients);
            report.check(
                    many.tally().millisOfLosses() > drainMillis / 4,
                    "sent away over %,d ms (expected: more than %,d)",
                    many.tally().millisOfLosses(),
                    drainMillis / 4);
            report.check(millis <= MOST_MILLIS, "ended after %,d ms (expected: %,d)", millis, MOST_MILLIS);
            report.check(server.troubles().isEmpty(), "nothing bad in the server's log: %s", server.troubles());
        }
    }

    private static int terminate(ServerProcess server) {
        try {
            return server.terminate(30);
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    private static boolean refuses(int port) {
        try {
            return new Peer(port).ask(Peer.get(Peer.POLLING)).status() != 200;
        } catch (IOException e) {
            return true;
        }
    }
}
