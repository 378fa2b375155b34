package dev.sockeye.engineio;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The cookie that carries the session id, for load balancers that keep clients by cookie. Set on the response of a
 * polling handshake only. Immutable.
 *
 * @param name name, default {@code "io"}
 * @param path path, default {@code "/"}; empty omits it
 * @param httpOnly default true
 * @param secure default false
 * @param sameSite default {@code Lax}
 * @param domain none by default
 * @param maxAge none by default
 * @param expires none by default
 * @param partitioned default false
 */
public record CookieOptions(
        String name,
        String path,
        boolean httpOnly,
        boolean secure,
        Optional<SameSite> sameSite,
        Optional<String> domain,
        Optional<Duration> maxAge,
        Optional<Instant> expires,
        boolean partitioned) {
    /** Values of the attribute {@code SameSite}. */
    public enum SameSite {
        /** Sent from the same site only. */
        STRICT("Strict"),
        /** Also sent on top-level navigation. */
        LAX("Lax"),
        /** Always sent; needs {@code Secure}. */
        NONE("None");

        private final String text;

        SameSite(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Checks the values. */
    public CookieOptions {
        requireToken(name);
        requireNonNull(path, "path");
        requireNonNull(sameSite, "sameSite");
        requireAttribute("path", path);
        domain.ifPresent(value -> requireAttribute("domain", value));
        requireNonNull(maxAge, "maxAge");
        requireNonNull(expires, "expires");
    }

    /** The defaults of the reference server: {@code io=<sid>; Path=/; HttpOnly; SameSite=Lax}. */
    public static CookieOptions defaults() {
        return new CookieOptions(
                "io",
                "/",
                true,
                false,
                Optional.of(SameSite.LAX),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /** With another name. */
    public CookieOptions withName(String value) {
        return new CookieOptions(value, path, httpOnly, secure, sameSite, domain, maxAge, expires, partitioned);
    }

    /** With another path. */
    public CookieOptions withPath(String value) {
        return new CookieOptions(name, value, httpOnly, secure, sameSite, domain, maxAge, expires, partitioned);
    }

    /** With or without {@code HttpOnly}. */
    public CookieOptions withHttpOnly(boolean value) {
        return new CookieOptions(name, path, value, secure, sameSite, domain, maxAge, expires, partitioned);
    }

    /** With or without {@code Secure}. */
    public CookieOptions withSecure(boolean value) {
        return new CookieOptions(name, path, httpOnly, value, sameSite, domain, maxAge, expires, partitioned);
    }

    /** With another {@code SameSite}. */
    public CookieOptions withSameSite(SameSite value) {
        return new CookieOptions(
                name, path, httpOnly, secure, Optional.of(value), domain, maxAge, expires, partitioned);
    }

    /** With a domain. */
    public CookieOptions withDomain(String value) {
        return new CookieOptions(
                name, path, httpOnly, secure, sameSite, Optional.of(value), maxAge, expires, partitioned);
    }

    /** With {@code Max-Age}, in whole seconds on the wire. */
    public CookieOptions withMaxAge(Duration value) {
        return new CookieOptions(
                name, path, httpOnly, secure, sameSite, domain, Optional.of(value), expires, partitioned);
    }

    /** With {@code Expires}. */
    public CookieOptions withExpires(Instant value) {
        return new CookieOptions(
                name, path, httpOnly, secure, sameSite, domain, maxAge, Optional.of(value), partitioned);
    }

    /** With or without {@code Partitioned}. */
    public CookieOptions withPartitioned(boolean value) {
        return new CookieOptions(name, path, httpOnly, secure, sameSite, domain, maxAge, expires, value);
    }

    private static void requireToken(String name) {
        if (name.isEmpty()
                || !name.chars().allMatch(c -> c > 0x20 && c < 0x7f && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0)) {
            throw new IllegalArgumentException("name: \"" + name + "\" (expected: a cookie name as in RFC 6265)");
        }
    }

    private static void requireAttribute(String what, String value) {
        if (!value.chars().allMatch(c -> c >= 0x20 && c < 0x7f && c != ';')) {
            throw new IllegalArgumentException(what + ": \"" + value + "\" (expected: no control characters, no ';')");
        }
    }
}
