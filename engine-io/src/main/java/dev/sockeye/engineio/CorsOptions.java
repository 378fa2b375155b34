package dev.sockeye.engineio;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Cross-origin resource sharing, with the options and the effects of the {@code cors} package that the reference server
 * uses. Without it no CORS header is sent, so that browsers keep other origins out.
 *
 * <p>CORS never refuses a request: for an origin that does not match, the headers are absent and the browser refuses.
 * WebSocket handshakes are not subject to CORS in browsers at all; see {@link
 * EngineIoOptions.Builder#checkOriginOnUpgrade(boolean)}.
 */
public final class CorsOptions {
    /** How {@code Access-Control-Allow-Origin} is found. */
    enum Kind {
        ANY,
        FIXED,
        REFLECT_MATCHING
    }

    final Kind kind;
    final String fixedOrigin;
    final Predicate<String> matcher;
    final List<String> methods;
    final Optional<List<String>> allowedHeaders;
    final List<String> exposedHeaders;
    final boolean credentials;
    final Optional<Duration> maxAge;
    final boolean preflightContinue;
    final int optionsSuccessStatus;

    private CorsOptions(Builder b) {
        kind = b.kind;
        fixedOrigin = b.fixedOrigin;
        matcher = b.matcher;
        methods = List.copyOf(b.methods);
        allowedHeaders = b.allowedHeaders.map(List::copyOf);
        exposedHeaders = List.copyOf(b.exposedHeaders);
        credentials = b.credentials;
        maxAge = b.maxAge;
        preflightContinue = b.preflightContinue;
        optionsSuccessStatus = b.optionsSuccessStatus;
    }

    /** Any origin ({@code *}); browsers do not send credentials to it. */
    public static Builder anyOrigin() {
        return new Builder(Kind.ANY, "", origin -> true);
    }

    /** Always announces this one origin, as a string does in the reference. */
    public static Builder origin(String origin) {
        return new Builder(Kind.FIXED, requireNonNull(origin, "origin"), origin::equals);
    }

    /** Reflects the request's origin if it is one of these. */
    public static Builder origins(String... origins) {
        List<String> list = List.of(origins);
        return new Builder(Kind.REFLECT_MATCHING, "", list::contains);
    }

    /** Reflects the request's origin if the pattern is found in it; anchor it yourself. */
    public static Builder origins(Pattern pattern) {
        return new Builder(
                Kind.REFLECT_MATCHING, "", origin -> pattern.matcher(origin).find());
    }

    /** Reflects the request's origin if the predicate accepts it; called on event loops, must not block. */
    public static Builder origins(Predicate<String> predicate) {
        return new Builder(Kind.REFLECT_MATCHING, "", requireNonNull(predicate, "predicate"));
    }

    /** Reflects every origin, as {@code origin: true} does in the reference. */
    public static Builder reflectOrigin() {
        return new Builder(Kind.REFLECT_MATCHING, "", origin -> true);
    }

    /** Whether every origin gets {@code *}. */
    public boolean isAnyOrigin() {
        return kind == Kind.ANY;
    }

    /** The one announced origin; empty if origins are matched or any is allowed. */
    public Optional<String> fixedOrigin() {
        return kind == Kind.FIXED ? Optional.of(fixedOrigin) : Optional.empty();
    }

    /** Whether the origin may use the server. */
    public boolean allows(String origin) {
        return kind == Kind.ANY || matcher.test(origin);
    }

    /** Methods announced on a preflight request. */
    public List<String> methods() {
        return methods;
    }

    /** Headers announced on a preflight request; empty reflects what the request asks for. */
    public Optional<List<String>> allowedHeaders() {
        return allowedHeaders;
    }

    /** Response headers that scripts may read. */
    public List<String> exposedHeaders() {
        return exposedHeaders;
    }

    /** Whether {@code Access-Control-Allow-Credentials: true} is sent. */
    public boolean credentials() {
        return credentials;
    }

    /** How long a browser may keep the answer of a preflight request. */
    public Optional<Duration> maxAge() {
        return maxAge;
    }

    /** Whether preflight requests go on to verification instead of being answered. */
    public boolean preflightContinue() {
        return preflightContinue;
    }

    /** Status of the answer to a preflight request. */
    public int optionsSuccessStatus() {
        return optionsSuccessStatus;
    }

    /** Builds {@link CorsOptions}. Not thread-safe. */
    public static final class Builder {
        private final Kind kind;
        private final String fixedOrigin;
        private final Predicate<String> matcher;
        private List<String> methods = List.of("GET", "HEAD", "PUT", "PATCH", "POST", "DELETE");
        private Optional<List<String>> allowedHeaders = Optional.empty();
        private List<String> exposedHeaders = List.of();
        private boolean credentials;
        private Optional<Duration> maxAge = Optional.empty();
        private boolean preflightContinue;
        private int optionsSuccessStatus = 204;

        private Builder(Kind kind, String fixedOrigin, Predicate<String> matcher) {
            this.kind = kind;
            this.fixedOrigin = fixedOrigin;
            this.matcher = matcher;
        }

        /** Methods announced; default GET, HEAD, PUT, PATCH, POST, DELETE. */
        public Builder methods(String... values) {
            methods = List.of(values);
            return this;
        }

        /** Request headers announced; default: those that the request asks for. */
        public Builder allowedHeaders(String... values) {
            allowedHeaders = Optional.of(List.of(values));
            return this;
        }

        /** Response headers that scripts may read; default none. */
        public Builder exposedHeaders(String... values) {
            exposedHeaders = List.of(values);
            return this;
        }

        /** Whether cookies and authorization may be sent; default false. */
        public Builder credentials(boolean value) {
            credentials = value;
            return this;
        }

        /** How long a browser may keep the answer, in whole seconds; default not sent. */
        public Builder maxAge(Duration value) {
            maxAge = Optional.of(value);
            return this;
        }

        /** Lets preflight requests go on to verification; default false. */
        public Builder preflightContinue(boolean value) {
            preflightContinue = value;
            return this;
        }

        /** Status of the answer to a preflight request; default 204. */
        public Builder optionsSuccessStatus(int value) {
            optionsSuccessStatus = value;
            return this;
        }

        /** The options. */
        public CorsOptions build() {
            return new CorsOptions(this);
        }
    }
}
