package dev.sockeye.bench.compare;

import dev.sockeye.bench.load.IdleLoad;
import dev.sockeye.bench.load.Load;
import dev.sockeye.bench.load.LoadLoop;
import dev.sockeye.bench.load.StatsRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The command {@code bin/bench compare}: every row with every server, servers on one CPU and the generator on another.
 *
 * <p>All servers of a row run at the same time and are measured in turns, so that what disturbs the machine disturbs all
 * of them alike; the figure is the median of a server's rounds.
 */
public final class Compare {

    /**
     * As many sessions as are measured are opened and closed before, so that code, pools and the pages of the young
     * generation are there; a part at a time, so that tables are not, which sessions make grow.
     */
    private static final int IDLE_WARM_UP_SESSIONS = 2_000;

    private static final int IDLE_WARM_UPS = Row.IDLE_SESSIONS / IDLE_WARM_UP_SESSIONS;

    private final CompareOptions options;
    private final LoadLoop loop;
    private final Path log;
    private final long start = System.nanoTime();
    private final List<Result> results = new ArrayList<>();

    private Compare(CompareOptions options, LoadLoop loop, Path log) {
        this.options = options;
        this.loop = loop;
        this.log = log;
    }

    /** Runs the comparison; prints progress to the error stream and the table to the output. */
    public static void main(List<String> arguments) throws IOException {
        String timestamp = LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
        CompareOptions options = CompareOptions.parse(arguments, timestamp);
        Cpus.pinThisProcess(options.loadCpu());
        Path log = Files.createDirectories(options.root().resolve("benchmarks/target"))
                .resolve("servers.log");
        Files.deleteIfExists(log);
        List<String> missing = new ArrayList<>();
        List<ServerSpec> servers = Servers.find(options.root(), options.java(), options.variants(), missing).stream()
                .filter(server -> options.wantsServer(server.name()))
                .toList();
        missing.forEach(sentence -> System.err.println("left out: " + sentence));
        Machine machine = Machine.read(options.java());
        try (LoadLoop loop = new LoadLoop()) {
            Compare compare = new Compare(options, loop, log);
            for (Row row : Row.all()) {
                if (options.wantsRow(row.id())) {
                    compare.run(
                            row,
                            servers.stream()
                                    .filter(server -> server.canDo(row.id()))
                                    .toList());
                    RawData.write(options, machine, compare.results);
                }
            }
            System.out.println(machine.sentence() + "\n");
            System.out.println(
                    MarkdownTable.of(servers.stream().map(ServerSpec::name).toList(), compare.results));
            System.err.println("raw data: " + options.output());
        }
    }

    private void run(Row row, List<ServerSpec> servers) {
        System.err.printf("%s, after %d s%n", row.id(), TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
        if (row.id().equals(Row.IDLE)) {
            servers.forEach(server -> measureMemory(row, server));
        } else {
            measureLoad(row, servers);
        }
    }

    private void measureLoad(Row row, List<ServerSpec> servers) {
        Map<String, Samples> samples = new LinkedHashMap<>();
        Set<String> failed = new HashSet<>();
        for (int fork = 0; fork < options.forks(); fork++) {
            measureFork(row, servers, samples, failed);
        }
        samples.forEach((name, measured) -> {
            if (!failed.contains(name)) {
                report(measured.result(row, name));
            }
        });
    }

    /** Starts all servers anew and measures them in turns. */
    private void measureFork(Row row, List<ServerSpec> servers, Map<String, Samples> samples, Set<String> failed) {
        Map<String, Measured> running = new LinkedHashMap<>();
        try {
            for (ServerSpec spec : servers) {
                if (!failed.contains(spec.name())
                        && !attempt(row, spec, () -> running.put(spec.name(), warmUp(row, spec)))) {
                    failed.add(spec.name());
                }
            }
            for (int round = 0; round < options.rounds(); round++) {
                for (ServerSpec spec : servers) {
                    Measured measured = running.get(spec.name());
                    if (measured != null
                            && !attempt(row, spec, () -> samples.computeIfAbsent(spec.name(), name -> new Samples())
                                    .add(measured, options.roundMillis()))) {
                        failed.add(spec.name());
                        running.remove(spec.name()).close();
                    }
                }
            }
        } finally {
            running.values().forEach(Measured::close);
        }
    }

    private Measured warmUp(Row row, ServerSpec spec) throws IOException {
        ServerProcess process = ServerProcess.start(spec, row.flavour(), options.serverCpu(), log);
        Load load = row.factory().create(loop, process.port());
        Measured measured = new Measured(process, load);
        try {
            Measuring.open(load);
            load.start();
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(options.warmUpMillis());
            while (System.nanoTime() < deadline) {
                ServerProcess.sleep(100);
                Measuring.throwOnFailure(load);
            }
            Measuring.quiesce(load);
            return measured;
        } catch (RuntimeException e) {
            measured.close();
            throw e;
        }
    }

    /** Memory per session: the difference between none and all of them, after full collections. */
    private void measureMemory(Row row, ServerSpec spec) {
        attempt(row, spec, () -> {
            boolean hasStats = !spec.name().equals("raw-c");
            try (ServerProcess process = ServerProcess.start(spec, row.flavour(), options.serverCpu(), log)) {
                for (int i = 0; i < IDLE_WARM_UPS; i++) {
                    try (Load warmUp = new IdleLoad(loop, process.port(), IDLE_WARM_UP_SESSIONS)) {
                        Measuring.open(warmUp);
                    }
                    ServerProcess.sleep(1_000);
                }
                StatsRequest.Memory none = hasStats ? StatsRequest.send(loop, process.port()) : null;
                long residentNone = process.residentBytes();
                try (Load load = row.factory().create(loop, process.port())) {
                    Measuring.open(load);
                    ServerProcess.sleep(1_000);
                    StatsRequest.Memory all = hasStats ? StatsRequest.send(loop, process.port()) : null;
                    long resident = process.residentBytes() - residentNone;
                    Measuring.throwOnFailure(load);
                    double sessions = Row.IDLE_SESSIONS;
                    if (none != null && all != null) {
                        double heap = (all.heap() - none.heap()) / sessions;
                        double direct = (all.direct() - none.direct()) / sessions;
                        report(Result.memory("idle-heap", row.title() + ": heap", "B", spec.name(), heap));
                        report(Result.memory("idle-direct", row.title() + ": direct memory", "B", spec.name(), direct));
                    }
                    double kibibytes = resident / sessions / 1024;
                    report(Result.memory("idle-rss", row.title() + ": RSS", "KiB", spec.name(), kibibytes));
                }
            }
        });
    }

    private void report(Result result) {
        results.add(result);
        System.err.printf(
                "  %-16s %-14s %s%n",
                result.row(),
                result.server(),
                result.failure() == null ? MarkdownTable.value(result) : result.failure());
    }

    private interface Step {
        void run() throws IOException;
    }

    /** What goes wrong with one server is its cell of the table and leaves the others alone. */
    private boolean attempt(Row row, ServerSpec spec, Step step) {
        try {
            step.run();
            return true;
        } catch (IOException | RuntimeException e) {
            report(Result.failed(row, spec.name(), String.valueOf(e.getMessage())));
            return false;
        }
    }

    /** A server under load. */
    private record Measured(ServerProcess process, Load load) {
        void close() {
            load.close();
            process.close();
        }
    }

    /** What the rounds of one server gave. */
    private static final class Samples {
        private final List<Measuring.Sample> samples = new ArrayList<>();
        private double latencyNanos;

        void add(Measured measured, long roundMillis) {
            samples.add(Measuring.sample(measured.process(), measured.load(), roundMillis));
            latencyNanos = measured.load().medianLatencyNanos();
        }

        Result result(Row row, String server) {
            return new Result(
                    row.id(),
                    row.title(),
                    "us",
                    server,
                    samples.stream().map(Measuring.Sample::micros).toList(),
                    Result.median(
                            samples.stream().map(Measuring.Sample::perSecond).toList()),
                    Result.median(
                            samples.stream().map(Measuring.Sample::cpuShare).toList()),
                    latencyNanos / 1e6,
                    null);
        }
    }
}
