package dev.sockeye.socketio.redis;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** Options of the Pub/Sub adapter, with the names of the adapter for Node. Immutable. */
public final class PubSubOptions {
    private final String key;
    private final Duration requestsTimeout;
    private final boolean publishOnSpecificResponseChannel;
    private final RedisMessageCodec codec;

    private PubSubOptions(Builder builder) {
        key = builder.key;
        requestsTimeout = builder.requestsTimeout;
        publishOnSpecificResponseChannel = builder.publishOnSpecificResponseChannel;
        codec = builder.codec;
    }

    /** A builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** See {@link Builder#key}. */
    public String key() {
        return key;
    }

    /** See {@link Builder#requestsTimeout}. */
    public Duration requestsTimeout() {
        return requestsTimeout;
    }

    /** See {@link Builder#publishOnSpecificResponseChannel}. */
    public boolean publishOnSpecificResponseChannel() {
        return publishOnSpecificResponseChannel;
    }

    /** See {@link Builder#codec}. */
    public RedisMessageCodec codec() {
        return codec;
    }

    /** Builds {@link PubSubOptions}. Not thread-safe. */
    public static final class Builder {
        private String key = "socket.io";
        private Duration requestsTimeout = Duration.ofSeconds(5);
        private boolean publishOnSpecificResponseChannel;
        private RedisMessageCodec codec = RedisMessageCodec.messagePack();

        private Builder() {}

        /** Prefix of all channels; default {@code "socket.io"}. Servers with different keys do not see each other. */
        public Builder key(String value) {
            key = requireNonNull(value, "key");
            return this;
        }

        /** How long other servers may take to answer a request; default 5 seconds. */
        public Builder requestsTimeout(Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("requestsTimeout: " + value + " (expected: > 0)");
            }
            requestsTimeout = value;
            return this;
        }

        /**
         * Whether answers go to a channel of the server that asked, instead of one that all servers hear; default false,
         * which servers of Node before 7.2 of the adapter need. Answers are understood either way.
         */
        public Builder publishOnSpecificResponseChannel(boolean value) {
            publishOnSpecificResponseChannel = value;
            return this;
        }

        /** The format of messages; default {@link RedisMessageCodec#messagePack()}. */
        public Builder codec(RedisMessageCodec value) {
            codec = requireNonNull(value, "codec");
            return this;
        }

        /** The options. */
        public PubSubOptions build() {
            return new PubSubOptions(this);
        }
    }
}
