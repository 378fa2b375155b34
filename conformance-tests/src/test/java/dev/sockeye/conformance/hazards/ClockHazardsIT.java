package dev.sockeye.conformance.hazards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.ServerProcess;
import dev.sockeye.conformance.wire.Witness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A server whose time of day jumps. Mostly it waits, beside other tests. */
@Execution(ExecutionMode.CONCURRENT)
final class ClockHazardsIT {
    @Test
    @Tag("OP-04")
    @Timeout(180) // a program starts slowly with another clock
    void aJumpOfTheWallClockEndsNothing(@TempDir Path directory) throws Exception {
        Path clock = Files.writeString(directory.resolve("clock"), "+0\n");
        List<String> flags = List.of(
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat='logged at 'yyyy-MM-dd HH:mm:ss'.'");
        List<Witness> clients = new ArrayList<>();
        try (ServerProcess server = ServerProcess.startWith(clockFrom(clock), flags, "attack", "0")) {
            for (int i = 0; i < 20; i++) {
                clients.add(Witness.of(server.port()));
            }
            for (int hours : new int[] {1, -1}) {
                Files.writeString(clock, String.format("%+d\n", hours * 3600));
                long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(7); // more than ping interval and timeout
                while (System.nanoTime() < until) {
                    for (Witness client : clients) {
                        client.echoMillis();
                    }
                    Thread.sleep(200);
                }
                new Peer(server.port()).joined().text("42[\"boom\"]");
                await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(loggedAt(server))
                        .anyMatch(time -> Duration.between(LocalDateTime.now(), time)
                                        .minusHours(hours)
                                        .abs()
                                        .toMinutes()
                                < 5));
            }
            assertThat(clients).noneMatch(Witness::isGone);
            assertThat(server.troubles()).isEmpty();
        } finally {
            for (Witness client : clients) {
                client.close();
            }
        }
    }

    /** What lets a program see another time of day, which stands in a file; the monotonic clock stays. */
    private static List<String> clockFrom(Path file) throws IOException {
        try (Stream<Path> libraries = Files.find(
                Path.of("/usr/lib"), 4, (path, attributes) -> path.endsWith("faketime/libfaketimeMT.so.1"))) {
            Path library = libraries.findFirst().orElseThrow(() -> new IOException("libfaketime is not installed"));
            return List.of(
                    "env",
                    "LD_PRELOAD=" + library,
                    "FAKETIME_TIMESTAMP_FILE=" + file,
                    "FAKETIME_CACHE_DURATION=1",
                    "FAKETIME_DONT_FAKE_MONOTONIC=1");
        }
    }

    private static List<LocalDateTime> loggedAt(ServerProcess server) throws IOException {
        DateTimeFormatter format = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
        return Pattern.compile("logged at ([^.]+)\\.")
                .matcher(server.log())
                .results()
                .map(result -> LocalDateTime.parse(result.group(1), format))
                .toList();
    }
}
