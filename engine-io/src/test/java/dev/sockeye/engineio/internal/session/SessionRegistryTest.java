package dev.sockeye.engineio.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SessionRegistryTest {
    @Test
    void placesAreTakenUpToTheLimitsAndGivenBack() {
        SessionRegistry registry = new SessionRegistry(3, 2);
        assertThat(registry.reserve("a")).isTrue();
        assertThat(registry.reserve("a")).isTrue();
        assertThat(registry.reserve("a")).isFalse();
        assertThat(registry.reserve("b")).isTrue();
        assertThat(registry.reserve("c")).isFalse();
        registry.release("a");
        assertThat(registry.reserve("c")).isTrue();
    }

    @Test
    void aClosedRegistryHasNoPlaceLeft() {
        SessionRegistry registry = new SessionRegistry(Integer.MAX_VALUE, Integer.MAX_VALUE);
        assertThat(registry.reserve("a")).isTrue();
        registry.close();
        assertThat(registry.reserve("a")).isFalse();
    }
}
