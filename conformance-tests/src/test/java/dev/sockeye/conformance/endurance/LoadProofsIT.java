package dev.sockeye.conformance.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The short form of {@code bin/endurance accounting}: the same code with smaller numbers. */
@Timeout(300)
final class LoadProofsIT {
    @Test
    void numberedMessagesAreNeitherLostNorDoubledNorReordered() throws Exception {
        Report report = new Report(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        String options = "--messages 300000 --upgrades 20 --clients 10 --upgraders 4";
        new Accounting(Settings.of(options.split(" "))).run(report);
        assertThat(report.failures()).isEmpty();
        assertThat(report.passed()).isTrue();
    }
}
