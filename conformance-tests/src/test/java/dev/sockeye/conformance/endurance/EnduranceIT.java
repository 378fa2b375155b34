package dev.sockeye.conformance.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The short forms of {@code bin/endurance}, with seeds of their own so that they do the same each time. Servers run in JVMs of
 * their own, side by side.
 */
@Timeout(300)
final class EnduranceIT {
    private static void holds(Proof proof) throws Exception {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        Report report = new Report(new PrintStream(lines, true, StandardCharsets.UTF_8));
        proof.run(report);
        assertThat(report.failures())
                .as("%s", lines.toString(StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(report.passed()).isTrue();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @Tag("RS-04")
    void sessionsThatAreCutLeaveNothingBehind() throws Exception {
        holds(new Soak(Settings.of(
                "--seconds",
                "15",
                "--warmup",
                "5",
                "--sessions",
                "60",
                "--messages",
                "2000",
                "--clients",
                "5",
                "--heap-percent",
                "10",
                "--seed",
                "1")));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @Tag("SI-25")
    @Tag("EN-20")
    void clientsThatAreCutMissNothingSilently() throws Exception {
        holds(new Recovery(Settings.of("--seconds", "15", "--clients", "100", "--seed", "2")));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @Tag("OP-01")
    void aServerThatIsToldToEndDeliversWhatItHasEmitted() throws Exception {
        holds(new Shutdown(
                Settings.of("--rounds", "2", "--clients", "300", "--all", "20", "--drain", "3000", "--seed", "3")));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @Tag("OP-01")
    void serversThatAreReplacedOneAfterTheOtherLoseNothingSilently() throws Exception {
        holds(new RollingRestart(
                Settings.of("--rounds", "1", "--clients", "100", "--pause", "2000", "--recovered", "990")));
    }
}
