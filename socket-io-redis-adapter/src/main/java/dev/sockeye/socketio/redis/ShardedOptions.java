package dev.sockeye.socketio.redis;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** Options of the sharded Pub/Sub adapter, with the names of the adapter for Node. Immutable. */
public final class ShardedOptions {
    private final String channelPrefix;
    private final SubscriptionMode subscriptionMode;
    private final Duration requestsTimeout;

    private ShardedOptions(Builder builder) {
        channelPrefix = builder.channelPrefix;
        subscriptionMode = builder.subscriptionMode;
        requestsTimeout = builder.requestsTimeout;
    }

    /** A builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** See {@link Builder#channelPrefix}. */
    public String channelPrefix() {
        return channelPrefix;
    }

    /** See {@link Builder#subscriptionMode}. */
    public SubscriptionMode subscriptionMode() {
        return subscriptionMode;
    }

    /** See {@link Builder#requestsTimeout}. */
    public Duration requestsTimeout() {
        return requestsTimeout;
    }

    /** Builds {@link ShardedOptions}. Not thread-safe. */
    public static final class Builder {
        private String channelPrefix = "socket.io";
        private SubscriptionMode subscriptionMode = SubscriptionMode.DYNAMIC;
        private Duration requestsTimeout = Duration.ofSeconds(5);

        private Builder() {}

        /** Prefix of all channels; default {@code "socket.io"}. */
        public Builder channelPrefix(String value) {
            channelPrefix = requireNonNull(value, "channelPrefix");
            return this;
        }

        /** Which channels are used; default {@link SubscriptionMode#DYNAMIC}. */
        public Builder subscriptionMode(SubscriptionMode value) {
            subscriptionMode = requireNonNull(value, "subscriptionMode");
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

        /** The options. */
        public ShardedOptions build() {
            return new ShardedOptions(this);
        }
    }
}
