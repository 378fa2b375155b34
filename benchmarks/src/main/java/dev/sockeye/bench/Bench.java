package dev.sockeye.bench;

import dev.sockeye.bench.compare.Compare;
import dev.sockeye.bench.compare.Curves;
import dev.sockeye.bench.compare.Drive;
import dev.sockeye.bench.compare.Peers;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The program behind {@code bin/bench}. */
public final class Bench {

    private static final String USAGE =
            """
            bin/bench compare [options]   the table of server CPU and memory per unit, with peers and limits
            bin/bench curves              cost per delivery over room size, rooms, namespaces and idle sessions
            bin/bench drive ROW PORT SECONDS [CPU]
                                          the load of one row against a server that runs already
            bin/bench peers               fetches and builds the peers that compare starts
            bin/bench jmh [options]       the JMH benchmarks; options are JMH's
            """;

    private Bench() {}

    /** Runs the subcommand that the first argument names. */
    public static void main(String[] args) throws IOException {
        try {
            run(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private static void run(String[] args) throws IOException {
        // Requests that are sent again and again are never released, which is no leak.
        System.setProperty("io.netty.leakDetection.level", "disabled");
        String command = args.length == 0 ? "help" : args[0];
        List<String> rest = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
        switch (command) {
            case "compare" -> Compare.main(rest);
            case "curves" -> Curves.main(rest);
            case "drive" -> Drive.main(rest);
            case "peers" -> Peers.main();
            case "jmh" -> org.openjdk.jmh.Main.main(rest.toArray(String[]::new));
            default -> {
                System.err.print(USAGE);
                System.exit(command.equals("help") ? 0 : 2);
            }
        }
    }
}
