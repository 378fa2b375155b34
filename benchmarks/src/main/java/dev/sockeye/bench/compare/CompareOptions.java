package dev.sockeye.bench.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the command line of {@code bin/bench compare} says. Immutable.
 *
 * @param rows ids of the rows to measure; empty for all
 * @param servers names of the servers to measure; empty for all
 * @param forks starts of the servers per row
 * @param rounds interleaved rounds per start
 * @param warmUpMillis load before the first round, per server
 * @param roundMillis length of a round
 * @param java the program that runs every Java server
 * @param serverCpu the CPU of the servers
 * @param loadCpu the CPU of the generator
 * @param variants further columns by name: {@code sockeye} with these arguments of {@code java}
 * @param output the file for the raw data
 * @param root the directory of the build
 */
record CompareOptions(
        Set<String> rows,
        Set<String> servers,
        int forks,
        int rounds,
        long warmUpMillis,
        long roundMillis,
        String java,
        int serverCpu,
        int loadCpu,
        Map<String, String> variants,
        Path output,
        Path root) {

    static final String USAGE =
            """
            bin/bench compare [--quick] [--rows a,b] [--servers a,b] [--forks N] [--rounds N] [--warm-up MILLIS]
                              [--round MILLIS] [--java PROGRAM] [--server-cpu N] [--load-cpu N] [--out FILE]
                              [--variant NAME=ARGUMENTS]
            """;

    static CompareOptions parse(List<String> arguments, String timestamp) {
        Set<String> rows = Set.of();
        Set<String> servers = Set.of();
        int forks = 1;
        int rounds = 7;
        long warmUpMillis = 8_000;
        long roundMillis = 2_000;
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        int serverCpu = 0;
        int loadCpu = 1;
        Map<String, String> variants = new LinkedHashMap<>();
        Path root = findRoot();
        Path output = root.resolve("benchmarks/results/raw/compare-" + timestamp + ".json");
        Deque<String> rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            String option = rest.pop();
            if (option.equals("--quick")) {
                rounds = 3;
                warmUpMillis = 3_000;
                roundMillis = 800;
                continue;
            }
            if (rest.isEmpty()) {
                throw new IllegalArgumentException(option + " has no value\n" + USAGE);
            }
            String value = rest.pop();
            switch (option) {
                case "--rows" ->
                    rows = known(value, Row.all().stream().map(Row::id).toList());
                case "--servers" -> servers = known(value, Servers.NAMES);
                case "--forks" -> forks = Integer.parseInt(value);
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--warm-up" -> warmUpMillis = Long.parseLong(value);
                case "--round" -> roundMillis = Long.parseLong(value);
                case "--java" -> java = value;
                case "--server-cpu" -> serverCpu = Integer.parseInt(value);
                case "--load-cpu" -> loadCpu = Integer.parseInt(value);
                case "--variant" -> {
                    String[] variant = value.split("=", 2);
                    if (variant.length < 2) {
                        throw new IllegalArgumentException(value + " (expected: NAME=ARGUMENTS)");
                    }
                    variants.put(variant[0], variant[1]);
                }
                case "--out" -> output = Path.of(value).toAbsolutePath();
                default -> throw new IllegalArgumentException("unknown option " + option + "\n" + USAGE);
            }
        }
        return new CompareOptions(
                rows,
                servers,
                forks,
                rounds,
                warmUpMillis,
                roundMillis,
                java,
                serverCpu,
                loadCpu,
                variants,
                output,
                root);
    }

    private static Set<String> known(String value, List<String> names) {
        Set<String> wanted = Set.of(value.split(","));
        for (String name : wanted) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(name + ": unknown (expected: some of " + names + ")");
            }
        }
        return wanted;
    }

    /** The directory of the build that the working directory is in. */
    static Path findRoot() {
        Path start = Path.of("").toAbsolutePath();
        for (Path path = start; path != null; path = path.getParent()) {
            if (Files.isDirectory(path.resolve("benchmarks/peers"))) {
                return path;
            }
        }
        throw new IllegalStateException("no benchmarks/peers above " + start + " (expected: a source tree)");
    }

    boolean wantsRow(String id) {
        return rows.isEmpty() || rows.contains(id);
    }

    boolean wantsServer(String name) {
        return servers.isEmpty() || servers.contains(name) || variants.containsKey(name);
    }
}
