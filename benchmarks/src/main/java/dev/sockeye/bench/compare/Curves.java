package dev.sockeye.bench.compare;

import dev.sockeye.bench.load.BroadcastLoad;
import dev.sockeye.bench.load.CrowdLoad;
import dev.sockeye.bench.load.Load;
import dev.sockeye.bench.load.LoadLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The command {@code bin/bench curves}: what one delivery of a broadcast costs over the size of the room, and with 1,000
 * members over the rooms, namespaces and idle sessions that have no part in it.
 */
public final class Curves {

    private static final int MEMBERS = 1_000;
    private static final int PASSES = 3;
    private static final int ROUNDS = 3;
    private static final long ROUND_MILLIS = 800;
    private static final long WARM_UP_MILLIS = 6_000;

    private final LoadLoop loop;
    private final ServerProcess server;
    private final ServerProcess limit;

    private Curves(LoadLoop loop, ServerProcess server, ServerProcess limit) {
        this.loop = loop;
        this.server = server;
        this.limit = limit;
    }

    /** Measures and writes {@code benchmarks/results/curves.svg} and {@code curves.csv}. */
    public static void main(List<String> arguments) throws IOException {
        CompareOptions options = CompareOptions.parse(arguments, "curves");
        Cpus.pinThisProcess(options.loadCpu());
        Path log = Files.createDirectories(options.root().resolve("benchmarks/target"))
                .resolve("servers.log");
        ServerSpec spec = Servers.sockeye(options.java(), "--curves");
        ServerSpec limitSpec = Servers.limit(options.java());
        Map<String, Map<Integer, Double>> curves;
        try (LoadLoop loop = new LoadLoop();
                ServerProcess server = ServerProcess.start(spec, ServerSpec.Flavour.LOAD, options.serverCpu(), log);
                ServerProcess limit =
                        ServerProcess.start(limitSpec, ServerSpec.Flavour.LOAD, options.serverCpu(), log)) {
            curves = new Curves(loop, server, limit).measure();
        }
        StringBuilder csv = new StringBuilder("curve,count,microseconds_per_delivery\n");
        curves.forEach((curve, points) -> points.forEach((count, micros) -> csv.append(curve)
                .append(',')
                .append(count)
                .append(',')
                .append("%.3f".formatted(micros))
                .append('\n')));
        Path results = options.root().resolve("benchmarks/results");
        Files.writeString(results.resolve("curves.csv"), csv);
        Files.writeString(results.resolve("curves.svg"), CurvePlot.of(curves));
        System.out.print(csv);
    }

    private Map<String, Map<Integer, Double>> measure() {
        warmUp(server);
        warmUp(limit);
        Map<String, Map<Integer, List<Double>>> samples = new LinkedHashMap<>();
        // Whole passes, so that what disturbs the machine for a while does not disturb one point only.
        for (int pass = 0; pass < PASSES; pass++) {
            for (int size : List.of(100, 250, 500, 1_000, 2_500, 5_000)) {
                add(samples, "room size", size, sample(server, size));
                add(samples, "room size, raw-netty", size, sample(limit, size));
            }
            for (int count : List.of(10, 100, 1_000, 10_000)) {
                add(samples, "rooms", count, among(CrowdLoad.rooms(loop, server.port(), count)));
                add(samples, "namespaces", count, among(CrowdLoad.namespaces(loop, server.port(), count)));
                add(samples, "idle sessions", count, among(CrowdLoad.sessions(loop, server.port(), count)));
            }
        }
        Map<String, Map<Integer, Double>> curves = new LinkedHashMap<>();
        samples.forEach((curve, points) -> {
            Map<Integer, Double> medians = new TreeMap<>();
            points.forEach((count, values) -> medians.put(count, Result.median(values)));
            curves.put(curve, medians);
        });
        return curves;
    }

    private static void add(
            Map<String, Map<Integer, List<Double>>> samples, String curve, int count, List<Double> values) {
        samples.computeIfAbsent(curve, name -> new TreeMap<>())
                .computeIfAbsent(count, point -> new ArrayList<>())
                .addAll(values);
        System.err.printf("%s %d: %.2f us%n", curve, count, Result.median(values));
    }

    private List<Double> among(CrowdLoad crowd) {
        try (crowd) {
            Measuring.open(crowd);
            List<Double> values = sample(server, MEMBERS);
            Measuring.throwOnFailure(crowd);
            return values;
        }
    }

    private void warmUp(ServerProcess process) {
        try (Load load = broadcast(process, MEMBERS)) {
            Measuring.open(load);
            load.start();
            ServerProcess.sleep(WARM_UP_MILLIS);
            Measuring.quiesce(load);
        }
    }

    private BroadcastLoad broadcast(ServerProcess process, int members) {
        return BroadcastLoad.strings(loop, process.port(), members, 1, 64);
    }

    private List<Double> sample(ServerProcess process, int members) {
        List<Double> values = new ArrayList<>();
        try (Load load = broadcast(process, members)) {
            Measuring.open(load);
            for (int round = 0; round < ROUNDS; round++) {
                values.add(Measuring.sample(process, load, ROUND_MILLIS).micros());
            }
        }
        // Lets the server see that they have gone.
        ServerProcess.sleep(500);
        return values;
    }
}
