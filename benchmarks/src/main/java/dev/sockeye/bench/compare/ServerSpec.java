package dev.sockeye.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How one column of the table is started. Immutable.
 *
 * @param name the column's name
 * @param launch what to run
 * @param rows the rows that the server can do; empty for all
 */
record ServerSpec(String name, Launch launch, Set<String> rows) {

    /** A purpose that needs settings of its own. */
    enum Flavour {
        LOAD("-Xms512m -Xmx512m -XX:+UseSerialGC", 25_000),
        IDLE("-Xmx1g -XX:+UseSerialGC", 25_000),
        HEARTBEAT("-Xms512m -Xmx512m -XX:+UseSerialGC", 1_000),
        /** Allocation is the same whether code is compiled or not. */
        COUNTING("-Xmx512m -XX:+UseSerialGC -XX:-DoEscapeAnalysis", 25_000);

        private final String jvmFlags;
        private final int pingIntervalMillis;

        Flavour(String jvmFlags, int pingIntervalMillis) {
            this.jvmFlags = jvmFlags;
            this.pingIntervalMillis = pingIntervalMillis;
        }

        String jvmFlags() {
            return jvmFlags;
        }

        int pingIntervalMillis() {
            return pingIntervalMillis;
        }
    }

    /** Builds the command line. */
    interface Launch {
        List<String> command(int port, Flavour flavour);
    }

    boolean canDo(String row) {
        return rows.isEmpty() || rows.contains(row);
    }

    List<String> command(int port, Flavour flavour) {
        return launch.command(port, flavour);
    }

    /**
     * A Java program.
     *
     * @param mainClass the class, with further arguments of {@code java} before it
     * @param options the program's behind the port; may name the ping interval as {@code {ping}}
     */
    static Launch java(String java, String classPath, String mainClass, String... options) {
        return (port, flavour) -> {
            List<String> command = new ArrayList<>(List.of(java));
            command.addAll(List.of(flavour.jvmFlags().split(" ")));
            command.addAll(List.of("-cp", classPath));
            command.addAll(List.of(mainClass.split(" ")));
            command.add(Integer.toString(port));
            for (String option : options) {
                command.add(option.replace("{ping}", Integer.toString(flavour.pingIntervalMillis())));
            }
            return command;
        };
    }
}
