package dev.sockeye.conformance.endurance;

import dev.sockeye.conformance.endurance.NumbersClients.Emitted;
import dev.sockeye.conformance.wire.ServerProcess;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * {@code recovery}: clients of a server with connection state recovery lose their connection again and again, after 1 to 3 s,
 * and stay away for 0.1 to 3 s. Each gets every event exactly once and in order, or knows that it was not recovered.
 */
final class Recovery implements Proof {
    private final int seconds;
    private final int clients;
    private final int own;
    private final int toAll;
    private final long seed;
    private volatile boolean calm;

    Recovery(Settings settings) {
        seconds = settings.number("seconds", 600);
        clients = settings.number("clients", 1000);
        own = settings.number("own", 1);
        toAll = settings.number("all", 4);
        seed = settings.seed();
    }

    @Override
    public void run(Report report) throws Exception {
        try (ServerProcess server = ServerProcess.start(ServerProcess.SMALL, "numbers", "0", "--recovery");
                NumbersClients many = new NumbersClients(clients, true, client -> server::port)) {
            many.connect();
            many.start(server.port(), own, toAll);
            report.note("%,d clients are there", clients);
            for (int i = 0; i < clients; i++) {
                cutLater(many.all().get(i), new SplittableRandom(seed + i * 0xD1342543DE82EF95L), 0);
            }
            for (int i = 1; i <= 10; i++) {
                Thread.sleep(seconds * 100L);
                report.note(
                        "%,d cuts, %,d recovered",
                        many.tally().cuts(), many.tally().recovered());
            }
            calm = true;
            int back = many.countWithin(30, NumbersClient::isJoined);
            Emitted emitted = NumbersClients.stop(server.port());
            int complete = many.countWithin(
                    30, client -> client.last("own@one") == emitted.own() && client.last("all@one") == emitted.all());

            report.count("events to each client", emitted.own());
            report.count("events to all", emitted.all());
            many.tally().tell(report);
            report.expect("clients that came back", back, clients);
            report.expect("clients that have all up to the end", complete, clients);
            long asked = many.tally().asked();
            long recovered = many.tally().recovered();
            report.check(
                    asked > clients && recovered * 1000 >= asked * 999,
                    "recovered: %,d of %,d, %.3f %% (expected: 99.9 %%)",
                    recovered,
                    asked,
                    100.0 * recovered / asked);
            report.check(server.troubles().isEmpty(), "nothing bad in the server's log: %s", server.troubles());
        }
    }

    private void cutLater(NumbersClient client, SplittableRandom random, long awayMillis) {
        client.loop()
                .schedule(
                        () -> {
                            if (!calm) {
                                long away = random.nextLong(100, 3000);
                                client.cut(away, random.nextBoolean());
                                cutLater(client, random, away);
                            }
                        },
                        awayMillis + random.nextLong(1000, 3000),
                        TimeUnit.MILLISECONDS);
    }
}
