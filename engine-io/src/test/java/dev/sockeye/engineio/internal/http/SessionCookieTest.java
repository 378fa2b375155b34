package dev.sockeye.engineio.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.engineio.CookieOptions;
import dev.sockeye.engineio.CookieOptions.SameSite;
import dev.sockeye.testsupport.Proves;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SessionCookieTest {
    @Test
    @Proves("E70")
    void theDefaultsAreThoseOfTheReference() {
        assertThat(SessionCookie.of(CookieOptions.defaults(), "abc"))
                .isEqualTo("io=abc; Path=/; HttpOnly; SameSite=Lax");
    }

    @Test
    @Proves("E71")
    void everyAttributeIsWritten() {
        CookieOptions options = CookieOptions.defaults()
                .withName("sid")
                .withPath("/app")
                .withHttpOnly(false)
                .withSecure(true)
                .withSameSite(SameSite.NONE)
                .withDomain("example.org")
                .withMaxAge(Duration.ofHours(1))
                .withExpires(Instant.parse("2030-01-02T03:04:05Z"))
                .withPartitioned(true);
        assertThat(SessionCookie.of(options, "a b"))
                .isEqualTo("sid=a%20b; Max-Age=3600; Domain=example.org; Path=/app;"
                        + " Expires=Wed, 02 Jan 2030 03:04:05 GMT; Secure; Partitioned; SameSite=None");
    }

    @Test
    void namesAndAttributesThatWouldBreakTheHeaderAreRefused() {
        assertThatThrownBy(() -> CookieOptions.defaults().withName("a;b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CookieOptions.defaults().withPath("/\r\nx"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
