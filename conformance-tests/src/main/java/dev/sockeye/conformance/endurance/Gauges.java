package dev.sockeye.conformance.endurance;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.RawConnection;
import dev.sockeye.conformance.wire.ServerProcess;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server holds at a moment, after a full garbage collection; by the names of the fixture {@code attack}, and
 * {@code descriptors}. The client that asks counts as well. Immutable.
 */
final class Gauges {
    private static final Pattern NUMBER = Pattern.compile("\"(\\w+)\":(\\d+)");

    private final Map<String, Long> values;

    private Gauges(Map<String, Long> values) {
        this.values = values;
    }

    /** Asks the server. */
    static Gauges of(ServerProcess server) throws IOException {
        Map<String, Long> values = new TreeMap<>();
        try (RawConnection connection = new Peer(server.port()).joined()) {
            Matcher numbers = NUMBER.matcher(connection.text("420[\"gauges\"]").message());
            while (numbers.find()) {
                values.put(numbers.group(1), Long.parseLong(numbers.group(2)));
            }
            values.put("descriptors", (long) server.descriptors());
        }
        return new Gauges(values);
    }

    /** One of them. */
    long get(String name) {
        Long value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + ": no gauge (expected: one of " + values.keySet() + ")");
        }
        return value;
    }

    @Override
    public String toString() {
        StringBuilder line = new StringBuilder();
        values.forEach(
                (name, value) -> line.append(' ').append(name).append(' ').append(value));
        return line.toString().trim();
    }
}
