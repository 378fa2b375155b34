package dev.sockeye.engineio;

import static java.util.Objects.requireNonNull;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.engineio.protocol.TransportType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Options of an Engine.IO server, with the names and defaults of the reference server. Immutable.
 *
 * <p>The table in {@code docs/options.md} lists every option with default, unit, bound and consequence.
 */
public final class EngineIoOptions {
    private final Builder values;

    private EngineIoOptions(Builder values) {
        this.values = values;
    }

    /** A builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** The defaults. */
    public static EngineIoOptions defaults() {
        return builder().build();
    }

    /** A builder with these values. */
    public Builder toBuilder() {
        return new Builder(values);
    }

    /** See {@link Builder#path}. */
    public String path() {
        return values.path;
    }

    /** See {@link Builder#addTrailingSlash}. */
    public boolean addTrailingSlash() {
        return values.addTrailingSlash;
    }

    /** See {@link Builder#pingInterval}. */
    public Duration pingInterval() {
        return values.pingInterval;
    }

    /** See {@link Builder#pingTimeout}. */
    public Duration pingTimeout() {
        return values.pingTimeout;
    }

    /** See {@link Builder#upgradeTimeout}. */
    public Duration upgradeTimeout() {
        return values.upgradeTimeout;
    }

    /** See {@link Builder#maxHttpBufferSize}. */
    public int maxHttpBufferSize() {
        return values.maxHttpBufferSize;
    }

    /** See {@link Builder#maxBufferedBytes}. */
    public long maxBufferedBytes() {
        return values.maxBufferedBytes;
    }

    /** See {@link Builder#maxSessions}. */
    public int maxSessions() {
        return values.maxSessions;
    }

    /** See {@link Builder#maxSessionsPerAddress}. */
    public int maxSessionsPerAddress() {
        return values.maxSessionsPerAddress;
    }

    /** See {@link Builder#maxPendingInputBytes}. */
    public long maxPendingInputBytes() {
        return values.maxPendingInputBytes;
    }

    /** See {@link Builder#headerTimeout}. */
    public Duration headerTimeout() {
        return values.headerTimeout;
    }

    /** See {@link Builder#bodyTimeout}. */
    public Duration bodyTimeout() {
        return values.bodyTimeout;
    }

    /** See {@link Builder#keepAliveTimeout}. */
    public Duration keepAliveTimeout() {
        return values.keepAliveTimeout;
    }

    /** See {@link Builder#transports}. */
    public Set<TransportType> transports() {
        return values.transports;
    }

    /** See {@link Builder#allowUpgrades}. */
    public boolean allowUpgrades() {
        return values.allowUpgrades;
    }

    /** See {@link Builder#allowEio3}. */
    public boolean allowEio3() {
        return values.allowEio3;
    }

    /** See {@link Builder#perMessageDeflate}. */
    public Optional<CompressionOptions> perMessageDeflate() {
        return values.perMessageDeflate;
    }

    /** See {@link Builder#httpCompression}. */
    public Optional<CompressionOptions> httpCompression() {
        return values.httpCompression;
    }

    /** See {@link Builder#initialPacket}. */
    public Optional<OutgoingMessage> initialPacket() {
        return values.initialPacket;
    }

    /** See {@link Builder#cookie}. */
    public Optional<CookieOptions> cookie() {
        return values.cookie;
    }

    /** See {@link Builder#cors}. */
    public Optional<CorsOptions> cors() {
        return values.cors;
    }

    /** See {@link Builder#checkOriginOnUpgrade}. */
    public boolean checkOriginOnUpgrade() {
        return values.checkOriginOnUpgrade;
    }

    /** See {@link Builder#allowRequest}. */
    public Optional<HandshakePolicy> allowRequest() {
        return values.allowRequest;
    }

    /** See {@link Builder#generateId}. */
    public Optional<Function<HandshakeRequest, CompletionStage<String>>> generateId() {
        return values.generateId;
    }

    /** See {@link Builder#use}. */
    public List<EngineMiddleware> middlewares() {
        return values.middlewares;
    }

    /** See {@link Builder#initialHeaders}. */
    public Optional<ResponseHeaders> initialHeaders() {
        return values.initialHeaders;
    }

    /** See {@link Builder#headers}. */
    public Optional<ResponseHeaders> headers() {
        return values.headers;
    }

    /** See {@link Builder#destroyUpgrade}. */
    public boolean destroyUpgrade() {
        return values.destroyUpgrade;
    }

    /** See {@link Builder#destroyUpgradeTimeout}. */
    public Duration destroyUpgradeTimeout() {
        return values.destroyUpgradeTimeout;
    }

    /** See {@link Builder#observer}. */
    public Optional<EngineObserver> observer() {
        return values.observer;
    }

    /** Builds {@link EngineIoOptions}. Not thread-safe. */
    public static final class Builder {
        private String path = "/engine.io";
        private boolean addTrailingSlash = true;
        private Duration pingInterval = Duration.ofSeconds(25);
        private Duration pingTimeout = Duration.ofSeconds(20);
        private Duration upgradeTimeout = Duration.ofSeconds(10);
        private int maxHttpBufferSize = 1_000_000;
        private long maxBufferedBytes = 4L * 1024 * 1024;
        private int maxSessions = Integer.MAX_VALUE;
        private int maxSessionsPerAddress = Integer.MAX_VALUE;
        private long maxPendingInputBytes =
                Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 4);
        private Duration headerTimeout = Duration.ofSeconds(10);
        private Duration bodyTimeout = Duration.ofSeconds(45);
        private Duration keepAliveTimeout = Duration.ofSeconds(60);
        private Set<TransportType> transports = EnumSet.of(TransportType.POLLING, TransportType.WEBSOCKET);
        private boolean allowUpgrades = true;
        private boolean allowEio3;
        private Optional<CompressionOptions> perMessageDeflate = Optional.empty();
        private Optional<CompressionOptions> httpCompression = Optional.of(CompressionOptions.defaults());
        private Optional<OutgoingMessage> initialPacket = Optional.empty();
        private Optional<CookieOptions> cookie = Optional.empty();
        private Optional<CorsOptions> cors = Optional.empty();
        private boolean checkOriginOnUpgrade;
        private Optional<HandshakePolicy> allowRequest = Optional.empty();
        private Optional<Function<HandshakeRequest, CompletionStage<String>>> generateId = Optional.empty();
        private List<EngineMiddleware> middlewares = List.of();
        private Optional<ResponseHeaders> initialHeaders = Optional.empty();
        private Optional<ResponseHeaders> headers = Optional.empty();
        private boolean destroyUpgrade = true;
        private Duration destroyUpgradeTimeout = Duration.ofSeconds(1);
        private Optional<EngineObserver> observer = Optional.empty();

        private Builder() {}

        private Builder(Builder from) {
            path = from.path;
            addTrailingSlash = from.addTrailingSlash;
            pingInterval = from.pingInterval;
            pingTimeout = from.pingTimeout;
            upgradeTimeout = from.upgradeTimeout;
            maxHttpBufferSize = from.maxHttpBufferSize;
            maxBufferedBytes = from.maxBufferedBytes;
            maxSessions = from.maxSessions;
            maxSessionsPerAddress = from.maxSessionsPerAddress;
            maxPendingInputBytes = from.maxPendingInputBytes;
            headerTimeout = from.headerTimeout;
            bodyTimeout = from.bodyTimeout;
            keepAliveTimeout = from.keepAliveTimeout;
            transports = from.transports;
            allowUpgrades = from.allowUpgrades;
            allowEio3 = from.allowEio3;
            perMessageDeflate = from.perMessageDeflate;
            httpCompression = from.httpCompression;
            initialPacket = from.initialPacket;
            cookie = from.cookie;
            cors = from.cors;
            checkOriginOnUpgrade = from.checkOriginOnUpgrade;
            allowRequest = from.allowRequest;
            generateId = from.generateId;
            middlewares = from.middlewares;
            initialHeaders = from.initialHeaders;
            headers = from.headers;
            destroyUpgrade = from.destroyUpgrade;
            destroyUpgradeTimeout = from.destroyUpgradeTimeout;
            observer = from.observer;
        }

        /**
         * Where the server listens below its host; default {@code /engine.io}. One trailing slash is stripped. A request
         * is ours when its raw target begins with the path (and a slash, see {@link #addTrailingSlash}).
         */
        public Builder path(String value) {
            if (!value.startsWith("/")) {
                throw new IllegalArgumentException("path: \"" + value + "\" (expected: starts with '/')");
            }
            path = value;
            return this;
        }

        /** Whether the path must be followed by a slash; default true. If false both forms match. */
        public Builder addTrailingSlash(boolean value) {
            addTrailingSlash = value;
            return this;
        }

        /**
         * Revision 4: time from a pong to the next ping. Revision 3: part of the window in which the client must ping.
         * Default 25 s; milliseconds on the wire.
         */
        public Builder pingInterval(Duration value) {
            pingInterval = requirePositive("pingInterval", value);
            return this;
        }

        /**
         * Time allowed for a pong; then the session ends with {@code ping timeout}. A server that was itself held up, and comes
         * to this late, reads on for 100 ms first. Default 20 s.
         */
        public Builder pingTimeout(Duration value) {
            pingTimeout = requirePositive("pingTimeout", value);
            return this;
        }

        /** Time allowed for an upgrade; then the new transport is closed and the session stays. Default 10 s. */
        public Builder upgradeTimeout(Duration value) {
            upgradeTimeout = requirePositive("upgradeTimeout", value);
            return this;
        }

        /**
         * Largest request body and largest WebSocket message in bytes, default 1,000,000, announced to clients as {@code
         * maxPayload}. A larger body is answered with 413, a larger message closes the WebSocket with 1009.
         */
        public Builder maxHttpBufferSize(int bytes) {
            maxHttpBufferSize = (int) requirePositive("maxHttpBufferSize", bytes);
            return this;
        }

        /**
         * Most bytes of messages that may wait to be sent to one session, default 4 MiB. A session that exceeds it is
         * closed with {@code transport error}. A single message above it can never be sent.
         */
        public Builder maxBufferedBytes(long bytes) {
            maxBufferedBytes = requirePositive("maxBufferedBytes", bytes);
            return this;
        }

        /** Most sessions at a time; further handshakes get status 503. Default unlimited. */
        public Builder maxSessions(int value) {
            maxSessions = (int) requirePositive("maxSessions", value);
            return this;
        }

        /** Most sessions of one remote address at a time; further handshakes get status 503. Default unlimited. */
        public Builder maxSessionsPerAddress(int value) {
            maxSessionsPerAddress = (int) requirePositive("maxSessionsPerAddress", value);
            return this;
        }

        /**
         * Most bytes of unfinished request bodies and WebSocket messages over all sessions, default a quarter of the
         * maximum heap (16 MiB at least). Above it the input that asks for more is refused: 503, or close code 1013.
         */
        public Builder maxPendingInputBytes(long bytes) {
            maxPendingInputBytes = requirePositive("maxPendingInputBytes", bytes);
            return this;
        }

        /** Time allowed for the head of a request, from its first byte or the accept; then 408. Default 10 s. */
        public Builder headerTimeout(Duration value) {
            headerTimeout = requirePositive("headerTimeout", value);
            return this;
        }

        /** Time allowed for a request body; then 408. Default 45 s. */
        public Builder bodyTimeout(Duration value) {
            bodyTimeout = requirePositive("bodyTimeout", value);
            return this;
        }

        /**
         * How long a connection without a request stays open after a response, and how long a client may take to read a
         * response. Default 60 s.
         */
        public Builder keepAliveTimeout(Duration value) {
            keepAliveTimeout = requirePositive("keepAliveTimeout", value);
            return this;
        }

        /** Enabled transports; default long-polling and WebSocket. */
        public Builder transports(TransportType... values) {
            if (values.length == 0) {
                throw new IllegalArgumentException("transports: none (expected: at least one)");
            }
            transports = Set.copyOf(List.of(values));
            return this;
        }

        /** Whether the handshake offers upgrades; default true. A client that tries anyway is not stopped. */
        public Builder allowUpgrades(boolean value) {
            allowUpgrades = value;
            return this;
        }

        /** Whether clients of protocol revision 3 (Socket.IO 1.x and 2.x) are accepted; default false. */
        public Builder allowEio3(boolean value) {
            allowEio3 = value;
            return this;
        }

        /** Offers the WebSocket extension permessage-deflate; default off. Costs memory per connection. */
        public Builder perMessageDeflate(CompressionOptions value) {
            perMessageDeflate = Optional.of(value);
            return this;
        }

        /** Compresses responses to polls (gzip, deflate); default on from 1024 bytes. */
        public Builder httpCompression(CompressionOptions value) {
            httpCompression = Optional.of(value);
            return this;
        }

        /** Never compresses responses to polls. */
        public Builder noHttpCompression() {
            httpCompression = Optional.empty();
            return this;
        }

        /** A message that each session gets with its handshake; default none. */
        public Builder initialPacket(OutgoingMessage value) {
            initialPacket = Optional.of(value);
            return this;
        }

        /** Sends the session id as a cookie on polling handshakes; default off. */
        public Builder cookie(CookieOptions value) {
            cookie = Optional.of(value);
            return this;
        }

        /** Sends CORS headers; default off. */
        public Builder cors(CorsOptions value) {
            cors = Optional.of(value);
            return this;
        }

        /** {@link #cors(CorsOptions)} with all else at its default. */
        public Builder cors(CorsOptions.Builder value) {
            return cors(value.build());
        }

        /**
         * Whether WebSocket handshakes with an {@code Origin} that {@link #cors} does not allow are refused with 403;
         * default false, as the reference server does. Without {@code cors} only the server's own host is allowed.
         */
        public Builder checkOriginOnUpgrade(boolean value) {
            checkOriginOnUpgrade = value;
            return this;
        }

        /** Accepts or refuses handshakes; default: all accepted. */
        public Builder allowRequest(HandshakePolicy value) {
            allowRequest = Optional.of(value);
            return this;
        }

        /**
         * Makes session ids; default 20 URL-safe characters from a secure random source. An id must be unique over all
         * servers and unguessable. Called on an event loop, must not block; a failure refuses the handshake.
         */
        public Builder generateId(Function<HandshakeRequest, CompletionStage<String>> value) {
            generateId = Optional.of(value);
            return this;
        }

        /** Adds a middleware for all requests below the path and all upgrades. */
        public Builder use(EngineMiddleware middleware) {
            List<EngineMiddleware> list = new ArrayList<>(middlewares);
            list.add(requireNonNull(middleware, "middleware"));
            middlewares = List.copyOf(list);
            return this;
        }

        /** Changes the headers of the first response of each session. */
        public Builder initialHeaders(ResponseHeaders value) {
            initialHeaders = Optional.of(value);
            return this;
        }

        /** Changes the headers of each response. */
        public Builder headers(ResponseHeaders value) {
            headers = Optional.of(value);
            return this;
        }

        /** Whether upgrade requests outside the path are ended after a time if nobody answers; default true. */
        public Builder destroyUpgrade(boolean value) {
            destroyUpgrade = value;
            return this;
        }

        /** The time of {@link #destroyUpgrade}; default 1 s. */
        public Builder destroyUpgradeTimeout(Duration value) {
            destroyUpgradeTimeout = requirePositive("destroyUpgradeTimeout", value);
            return this;
        }

        /** Sees what the engine does; default none. */
        public Builder observer(EngineObserver value) {
            observer = Optional.of(value);
            return this;
        }

        /** The options. */
        public EngineIoOptions build() {
            return new EngineIoOptions(new Builder(this));
        }

        private static Duration requirePositive(String name, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
            }
            return value;
        }

        private static long requirePositive(String name, long value) {
            if (value <= 0) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
            }
            return value;
        }
    }
}
