package dev.sockeye.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The short forms of {@code bin/fuzz}, with seeds of their own so that they do the same each time. */
final class FuzzIT {
    @Test
    void theDecodersRefuseWithoutFailing() {
        assertThat(DecoderFuzz.runAll(50_000, 1)).allSatisfy(result -> {
            assertThat(result.accepted()).isBetween(result.inputs() / 100, result.inputs());
        });
    }

    @Test
    void theServerSurvivesMalformedInput() throws Exception {
        WireFuzz.Result result = WireFuzz.run(10_000, 10, 2);
        assertThat(result.inputs()).isGreaterThan(500);
        assertThat(result.worstEchoMillis()).isLessThan(250);
        assertThat(result.descriptorsLeft()).isLessThanOrEqualTo(1);
    }
}
