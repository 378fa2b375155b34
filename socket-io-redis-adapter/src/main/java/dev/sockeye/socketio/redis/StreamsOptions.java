package dev.sockeye.socketio.redis;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** Options of the streams adapter, with the names of the adapter for Node. Immutable. */
public final class StreamsOptions {
    private final String streamName;
    private final int streamCount;
    private final String channelPrefix;
    private final boolean useShardedPubSub;
    private final long maxLen;
    private final int readCount;
    private final Duration blockTime;
    private final String sessionKeyPrefix;
    private final boolean onlyPlaintext;
    private final Duration requestsTimeout;
    private final Duration offsetTimeout;
    private final boolean keepLiveSessions;

    private StreamsOptions(Builder builder) {
        streamName = builder.streamName;
        streamCount = builder.streamCount;
        channelPrefix = builder.channelPrefix;
        useShardedPubSub = builder.useShardedPubSub;
        maxLen = builder.maxLen;
        readCount = builder.readCount;
        blockTime = builder.blockTime;
        sessionKeyPrefix = builder.sessionKeyPrefix;
        onlyPlaintext = builder.onlyPlaintext;
        requestsTimeout = builder.requestsTimeout;
        offsetTimeout = builder.offsetTimeout;
        keepLiveSessions = builder.keepLiveSessions;
    }

    /** A builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** See {@link Builder#streamName}. */
    public String streamName() {
        return streamName;
    }

    /** See {@link Builder#streamCount}. */
    public int streamCount() {
        return streamCount;
    }

    /** See {@link Builder#channelPrefix}. */
    public String channelPrefix() {
        return channelPrefix;
    }

    /** See {@link Builder#useShardedPubSub}. */
    public boolean useShardedPubSub() {
        return useShardedPubSub;
    }

    /** See {@link Builder#maxLen}. */
    public long maxLen() {
        return maxLen;
    }

    /** See {@link Builder#readCount}. */
    public int readCount() {
        return readCount;
    }

    /** See {@link Builder#blockTime}. */
    public Duration blockTime() {
        return blockTime;
    }

    /** See {@link Builder#sessionKeyPrefix}. */
    public String sessionKeyPrefix() {
        return sessionKeyPrefix;
    }

    /** See {@link Builder#onlyPlaintext}. */
    public boolean onlyPlaintext() {
        return onlyPlaintext;
    }

    /** See {@link Builder#requestsTimeout}. */
    public Duration requestsTimeout() {
        return requestsTimeout;
    }

    /** See {@link Builder#offsetTimeout}. */
    public Duration offsetTimeout() {
        return offsetTimeout;
    }

    /** See {@link Builder#keepLiveSessions}. */
    public boolean keepLiveSessions() {
        return keepLiveSessions;
    }

    /** The stream of a namespace. */
    String streamOf(String namespace) {
        // Node takes the plain remainder, which is negative for half of the namespaces; nobody reads such a stream
        // there.
        return streamCount == 1 ? streamName : streamName + "-" + Math.floorMod(namespace.hashCode(), streamCount);
    }

    /** Builds {@link StreamsOptions}. Not thread-safe. */
    public static final class Builder {
        private String streamName = "socket.io";
        private int streamCount = 1;
        private String channelPrefix = "socket.io";
        private boolean useShardedPubSub;
        private long maxLen = 10_000;
        private int readCount = 100;
        private Duration blockTime = Duration.ofSeconds(5);
        private String sessionKeyPrefix = "sio:session:";
        private boolean onlyPlaintext;
        private Duration requestsTimeout = Duration.ofSeconds(5);
        private Duration offsetTimeout = Duration.ofMillis(250);
        private boolean keepLiveSessions = true;

        private Builder() {}

        /** Name of the stream; default {@code "socket.io"}. */
        public Builder streamName(String value) {
            streamName = requireNonNull(value, "streamName");
            return this;
        }

        /** Number of streams among which the namespaces are distributed; default 1. Each costs a connection. */
        public Builder streamCount(int value) {
            streamCount = (int) positive(value, "streamCount");
            return this;
        }

        /** Prefix of the channels for what need not be kept; default {@code "socket.io"}. */
        public Builder channelPrefix(String value) {
            channelPrefix = requireNonNull(value, "channelPrefix");
            return this;
        }

        /** Whether these are channels of sharded Pub/Sub (Redis 7); default false. */
        public Builder useShardedPubSub(boolean value) {
            useShardedPubSub = value;
            return this;
        }

        /** About how many entries a stream keeps; default 10,000. A server or client that is further behind has a gap. */
        public Builder maxLen(long value) {
            maxLen = positive(value, "maxLen");
            return this;
        }

        /** Most entries that are read at once; default 100. */
        public Builder readCount(int value) {
            readCount = (int) positive(value, "readCount");
            return this;
        }

        /** How long a read waits for entries; default 5 seconds. */
        public Builder blockTime(Duration value) {
            positive(value.toMillis(), "blockTime");
            blockTime = value;
            return this;
        }

        /** Prefix of the keys of sessions that can be resumed; default {@code "sio:session:"}. */
        public Builder sessionKeyPrefix(String value) {
            sessionKeyPrefix = requireNonNull(value, "sessionKeyPrefix");
            return this;
        }

        /**
         * Whether the application sends no binary; default false. Byte arrays are then written the way Node writes buffers
         * as JSON, and arrive as objects.
         */
        public Builder onlyPlaintext(boolean value) {
            onlyPlaintext = value;
            return this;
        }

        /** How long other servers may take to answer a request; default 5 seconds. */
        public Builder requestsTimeout(Duration value) {
            positive(value.toMillis(), "requestsTimeout");
            requestsTimeout = value;
            return this;
        }

        /**
         * With connection state recovery, how long an event for sockets of this server may wait for its place in the
         * stream; default 250 ms, and at most a quarter longer. After that, or at once if it is known that there is no
         * connection to Redis, it is delivered before it has one. A client whose last event was such a one resumes on
         * servers of this kind, but not on those of Node.
         */
        public Builder offsetTimeout(Duration value) {
            positive(value.toMillis(), "offsetTimeout");
            offsetTimeout = value;
            return this;
        }

        /**
         * With connection state recovery, whether sessions are kept in Redis while their sockets are connected, and not only
         * from their disconnection on; default true. Then clients of a server that was killed resume on another one, and
         * clients that come back before their server has noticed that they were gone. It costs a write of some hundred bytes
         * per connection, one for each change of rooms or data (changes during a write share the next one), and one
         * every half of the longest disconnection.
         */
        public Builder keepLiveSessions(boolean value) {
            keepLiveSessions = value;
            return this;
        }

        private static long positive(long value, String name) {
            if (value <= 0) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
            }
            return value;
        }

        /** The options. */
        public StreamsOptions build() {
            return new StreamsOptions(this);
        }
    }
}
