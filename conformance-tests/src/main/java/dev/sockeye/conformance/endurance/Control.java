package dev.sockeye.conformance.endurance;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.RawConnection;
import dev.sockeye.conformance.wire.ServerProcess;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a {@link LoadServer} for its numbers, on a connection of its own each time. Not thread-safe. */
final class Control {
    private static final Pattern NUMBER = Pattern.compile("\"([^\"]+)\":(-?\\d+)");

    private final ServerProcess server;
    private final Peer peer;

    Control(ServerProcess server) {
        this.server = server;
        this.peer = new Peer(server.port());
    }

    /** The reply to an event without arguments, as text. */
    String askText(String event) throws IOException {
        try (RawConnection connection = peer.joined()) {
            return connection.text("420[\"" + event + "\"]").message().substring(3);
        }
    }

    /** The numbers that an event is answered with, by name. */
    Map<String, Long> ask(String event) throws IOException {
        Map<String, Long> numbers = new TreeMap<>();
        Matcher matcher = NUMBER.matcher(askText(event));
        while (matcher.find()) {
            numbers.put(matcher.group(1), Long.parseLong(matcher.group(2)));
        }
        return numbers;
    }

    /** No exception reached the end of a pipeline, nothing leaked, and memory was there. */
    void expectCleanLog(Report report) throws IOException {
        List<String> troubles = server.troubles();
        report.check(
                troubles.isEmpty(),
                "nothing bad in the server's log: %s%s",
                troubles,
                troubles.isEmpty() ? "" : "\n" + server.log());
        report.check(server.isAlive(), "the server is alive");
    }
}
