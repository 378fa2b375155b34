package dev.sockeye.conformance.endurance;

import dev.sockeye.conformance.wire.ServerProcess;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a fixture {@code numbers} was when it was told to end.
 *
 * @param own events to each client
 * @param all events to all
 */
record Ending(long own, long all) {
    private static final Pattern LINE = Pattern.compile("ENDING own (\\d+) all (\\d+)");

    /** From the log of a server that has ended. */
    static Ending of(ServerProcess server) throws IOException {
        Matcher line = LINE.matcher(server.log());
        if (!line.find()) {
            throw new IOException("no word of the end in the log: " + server.log());
        }
        return new Ending(Long.parseLong(line.group(1)), Long.parseLong(line.group(2)));
    }
}
