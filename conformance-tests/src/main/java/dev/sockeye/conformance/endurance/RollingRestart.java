package dev.sockeye.conformance.endurance;

import dev.sockeye.conformance.wire.RedisServer;
import dev.sockeye.conformance.wire.ServerProcess;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * {@code rolling-restart}: two servers that share a Redis, with connection state recovery, are replaced one after the other
 * while both send numbered events to all clients. Clients whose server ends go to the other one. Each gets every event of
 * every server exactly once and in order, or knows that it was not recovered.
 */
final class RollingRestart implements Proof {
    private final int rounds;
    private final int clients;
    private final int own;
    private final int toAll;
    private final int pauseMillis;
    private final int drainMillis;

    /** How many of 1,000 that ask have to be recovered. */
    private final int recoveredOf1000;

    /** The servers that clients may choose from. */
    private final ServerProcess[] servers = new ServerProcess[2];

    private final String[] names = new String[2];

    RollingRestart(Settings settings) {
        rounds = settings.number("rounds", 10);
        clients = settings.number("clients", 1000);
        own = settings.number("own", 1);
        toAll = settings.number("all", 2);
        pauseMillis = settings.number("pause", 3000);
        drainMillis = settings.number("drain", 3000);
        recoveredOf1000 = settings.number("recovered", 999);
    }

    @Override
    public void run(Report report) throws Exception {
        Map<String, Long> emitted = new LinkedHashMap<>();
        try (RedisServer redis = RedisServer.start()) {
            startServer(0, "a0", redis);
            startServer(1, "b0", redis);
            try (NumbersClients many = new NumbersClients(clients, true, this::ports)) {
                many.connect();
                report.note("%,d clients are there", clients);
                many.start(servers[0].port(), own, toAll);
                many.start(servers[1].port(), own, toAll);
                for (int round = 1; round <= rounds; round++) {
                    for (int side = 0; side < 2; side++) {
                        Thread.sleep(pauseMillis);
                        replace(side, (side == 0 ? "a" : "b") + round, redis, many, emitted, report);
                    }
                }
                Thread.sleep(pauseMillis);
                int back = many.countWithin(30, NumbersClient::isJoined);
                for (int side = 0; side < 2; side++) {
                    NumbersClients.Emitted now = NumbersClients.stop(servers[side].port());
                    emitted.put("own@" + names[side], now.own());
                    emitted.put("all@" + names[side], now.all());
                }
                int complete = many.countWithin(30, client -> isComplete(client, emitted));
                report.note("emitted: %s", emitted);
                many.tally().tell(report);
                report.expect("clients that came back", back, clients);
                report.expect("clients that have all up to the end", complete, clients);
                long asked = many.tally().asked();
                long recovered = many.tally().recovered();
                report.check(
                        asked >= (long) rounds * clients / 2 && recovered * 1000 >= asked * recoveredOf1000,
                        "recovered: %,d of %,d, %.3f %% (expected: %.1f %%)",
                        recovered,
                        asked,
                        100.0 * recovered / asked,
                        recoveredOf1000 / 10.0);
                report.check(
                        servers[0].troubles().isEmpty() && servers[1].troubles().isEmpty(),
                        "nothing bad in the logs of the last servers");
            }
        } finally {
            for (ServerProcess server : servers) {
                if (server != null) {
                    server.close();
                }
            }
        }
    }

    private void startServer(int side, String name, RedisServer redis) throws IOException {
        names[side] = name;
        servers[side] = ServerProcess.start(
                ServerProcess.SMALL,
                "numbers",
                "0",
                "--recovery",
                "--node",
                name,
                "--redis",
                redis.uri(),
                "--drain",
                String.valueOf(drainMillis));
    }

    /** A client goes to its own server first, and from there to the other one and back. */
    private IntSupplier ports(int client) {
        AtomicInteger attempts = new AtomicInteger(client);
        return () -> servers[attempts.getAndIncrement() % 2].port();
    }

    private void replace(
            int side, String name, RedisServer redis, NumbersClients many, Map<String, Long> emitted, Report report)
            throws Exception {
        ServerProcess old = servers[side];
        long from = System.nanoTime();
        int status = old.terminate(30);
        report.check(
                status == 0,
                "%s ended with status %d after %d ms",
                names[side],
                status,
                (System.nanoTime() - from) / 1_000_000);
        Ending ending = Ending.of(old);
        emitted.put("own@" + names[side], ending.own());
        emitted.put("all@" + names[side], ending.all());
        old.close();
        startServer(side, name, redis);
        many.start(servers[side].port(), own, toAll);
        report.note(
                "%s is there; %,d connections lost, %,d recovered",
                name, many.tally().losses(), many.tally().recovered());
    }

    /** Whether nothing is missing at the end of any stream; a client that was not recovered starts anew. */
    private static boolean isComplete(NumbersClient client, Map<String, Long> emitted) {
        return client.isJoined()
                && emitted.entrySet().stream()
                        .allMatch(stream -> client.isFresh() && client.last(stream.getKey()) == 0
                                || client.last(stream.getKey()) >= stream.getValue());
    }
}
