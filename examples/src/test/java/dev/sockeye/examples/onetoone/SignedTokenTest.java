package dev.sockeye.examples.onetoone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SignedTokenTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final SignedToken tokens = at(NOW, "secret");

    @Test
    void aTokenNamesItsUserUntilItExpires() {
        String token = tokens.create("Jürgen.1", Duration.ofMinutes(1));
        assertThat(tokens.verify(token)).contains("Jürgen.1");
        assertThat(at(NOW.plusSeconds(59), "secret").verify(token)).contains("Jürgen.1");
        assertThat(at(NOW.plusSeconds(60), "secret").verify(token)).isEmpty();
    }

    @Test
    void aTokenOfAnotherSecretIsRefused() {
        assertThat(at(NOW, "other").verify(tokens.create("ann", Duration.ofMinutes(1))))
                .isEmpty();
    }

    @Test
    void noCharacterOfATokenCanBeChanged() {
        String token = tokens.create("ann", Duration.ofMinutes(1));
        for (int i = 0; i < token.length() - 1; i++) { // the last one carries unused bits
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            assertThat(tokens.verify(token.substring(0, i) + other + token.substring(i + 1)))
                    .isEmpty();
        }
    }

    @Test
    void whatIsNoTokenIsRefused() {
        for (String text : new String[] {"", ".", "..", "...", "a.b.c", "a.1.c", "x"}) {
            assertThat(tokens.verify(text)).isEmpty();
        }
    }

    private static SignedToken at(Instant now, String secret) {
        return new SignedToken(secret, Clock.fixed(now, ZoneOffset.UTC));
    }
}
