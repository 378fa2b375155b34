package dev.sockeye.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The short form of {@code bin/fuzz wire}, with a seed of its own so that it does the same each time. */
final class FuzzIT {
    @Test
    void theServerSurvivesMalformedInput() throws Exception {
        WireFuzz.Result result = WireFuzz.run(10_000, 10, 2);
        assertThat(result.inputs()).isGreaterThan(500);
        assertThat(result.worstEchoMillis()).isLessThan(250);
        assertThat(result.descriptorsLeft()).isLessThanOrEqualTo(1);
    }
}
