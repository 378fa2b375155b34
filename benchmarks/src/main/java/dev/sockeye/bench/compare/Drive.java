package dev.sockeye.bench.compare;

import dev.sockeye.bench.load.Load;
import dev.sockeye.bench.load.LoadLoop;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command {@code bin/bench drive}: one row's load against a server that runs already, for looking at a profile. */
public final class Drive {

    private static final String USAGE = "bin/bench drive ROW PORT SECONDS [CPU]";

    private Drive() {}

    /** Drives the load and prints the units per second, once a second. */
    public static void main(List<String> arguments) throws IOException {
        if (arguments.size() < 3) {
            throw new IllegalArgumentException(USAGE);
        }
        Row row = Row.all().stream()
                .filter(candidate -> candidate.id().equals(arguments.get(0)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no row " + arguments.get(0)));
        int port = Integer.parseInt(arguments.get(1));
        int seconds = Integer.parseInt(arguments.get(2));
        Cpus.pinThisProcess(arguments.size() > 3 ? Integer.parseInt(arguments.get(3)) : 1);
        try (LoadLoop loop = new LoadLoop();
                Load load = row.factory().create(loop, port)) {
            load.open().orTimeout(60, TimeUnit.SECONDS).join();
            load.start();
            long units = load.units();
            for (int i = 0; i < seconds && load.failure().isEmpty(); i++) {
                ServerProcess.sleep(1_000);
                long now = load.units();
                System.out.println(now - units);
                units = now;
            }
            load.stop();
            load.failure().ifPresent(System.err::println);
        }
    }
}
