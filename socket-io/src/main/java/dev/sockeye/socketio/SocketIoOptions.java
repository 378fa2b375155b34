package dev.sockeye.socketio;

import static java.util.Objects.requireNonNull;

import dev.sockeye.socketio.adapter.AdapterFactory;
import dev.sockeye.socketio.protocol.PacketParser;
import java.time.Duration;
import java.util.Optional;

/**
 * Options of a Socket.IO server beside those of its Engine.IO server, with the names and defaults of the reference
 * server. Immutable. The table in {@code docs/options.md} lists every option.
 */
public final class SocketIoOptions {
    private final Builder values;

    private SocketIoOptions(Builder values) {
        this.values = values;
    }

    /** A builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** The defaults. */
    public static SocketIoOptions defaults() {
        return builder().build();
    }

    /** See {@link Builder#serveClient}. */
    public boolean serveClient() {
        return values.serveClient;
    }

    /** See {@link Builder#connectTimeout}. */
    public Duration connectTimeout() {
        return values.connectTimeout;
    }

    /** See {@link Builder#ackTimeout}. */
    public Duration ackTimeout() {
        return values.ackTimeout;
    }

    /** See {@link Builder#maxPendingAcks}. */
    public int maxPendingAcks() {
        return values.maxPendingAcks;
    }

    /** See {@link Builder#maxNamespacesPerConnection}. */
    public int maxNamespacesPerConnection() {
        return values.maxNamespacesPerConnection;
    }

    /** See {@link Builder#maxRoomsPerSocket}. */
    public int maxRoomsPerSocket() {
        return values.maxRoomsPerSocket;
    }

    /** See {@link Builder#mailboxCapacity}. */
    public int mailboxCapacity() {
        return values.mailboxCapacity;
    }

    /** See {@link Builder#mailboxBytes}. */
    public long mailboxBytes() {
        return values.mailboxBytes;
    }

    /** See {@link Builder#maxWaitingInputBytes}. */
    public long maxWaitingInputBytes() {
        return values.maxWaitingInputBytes;
    }

    /** See {@link Builder#cleanupEmptyChildNamespaces}. */
    public boolean cleanupEmptyChildNamespaces() {
        return values.cleanupEmptyChildNamespaces;
    }

    /** See {@link Builder#connectionStateRecovery}. */
    public Optional<RecoveryOptions> connectionStateRecovery() {
        return values.connectionStateRecovery;
    }

    /** See {@link Builder#adapter}. */
    public Optional<AdapterFactory> adapter() {
        return values.adapter;
    }

    /** See {@link Builder#parser}. */
    public Optional<PacketParser> parser() {
        return values.parser;
    }

    /** See {@link Builder#handlerExecution}. */
    public HandlerExecution handlerExecution() {
        return values.handlerExecution;
    }

    /** See {@link Builder#observer}. */
    public Optional<SocketIoObserver> observer() {
        return values.observer;
    }

    /** Builds {@link SocketIoOptions}. Not thread-safe. */
    public static final class Builder {
        private boolean serveClient = true;
        private Duration connectTimeout = Duration.ofSeconds(45);
        private Duration ackTimeout = Duration.ofSeconds(30);
        private int maxPendingAcks = 10_000;
        private int maxNamespacesPerConnection = 100;
        private int maxRoomsPerSocket = 10_000;
        private int mailboxCapacity = 1_000;
        private long mailboxBytes = 4L << 20;
        private long maxWaitingInputBytes =
                Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 4);
        private boolean cleanupEmptyChildNamespaces;
        private Optional<RecoveryOptions> connectionStateRecovery = Optional.empty();
        private Optional<AdapterFactory> adapter = Optional.empty();
        private Optional<PacketParser> parser = Optional.empty();
        private HandlerExecution handlerExecution = HandlerExecution.offLoop();
        private Optional<SocketIoObserver> observer = Optional.empty();

        private Builder() {}

        private Builder(Builder from) {
            serveClient = from.serveClient;
            connectTimeout = from.connectTimeout;
            ackTimeout = from.ackTimeout;
            maxPendingAcks = from.maxPendingAcks;
            maxNamespacesPerConnection = from.maxNamespacesPerConnection;
            maxRoomsPerSocket = from.maxRoomsPerSocket;
            mailboxCapacity = from.mailboxCapacity;
            mailboxBytes = from.mailboxBytes;
            maxWaitingInputBytes = from.maxWaitingInputBytes;
            cleanupEmptyChildNamespaces = from.cleanupEmptyChildNamespaces;
            connectionStateRecovery = from.connectionStateRecovery;
            adapter = from.adapter;
            parser = from.parser;
            handlerExecution = from.handlerExecution;
            observer = from.observer;
        }

        /** Whether {@code socket.io.js} and its variants are served below the path; default true. */
        public Builder serveClient(boolean value) {
            serveClient = value;
            return this;
        }

        /** Time in which a client must join its first namespace; then it is closed. Default 45 s. */
        public Builder connectTimeout(Duration value) {
            connectTimeout = requirePositive("connectTimeout", value);
            return this;
        }

        /** How long to wait for acknowledgements where no timeout is given; default 30 s. */
        public Builder ackTimeout(Duration value) {
            ackTimeout = requirePositive("ackTimeout", value);
            return this;
        }

        /** Most acknowledgements that one socket may owe; further {@code emitWithAck} fail at once. Default 10,000. */
        public Builder maxPendingAcks(int value) {
            maxPendingAcks = requirePositive("maxPendingAcks", value);
            return this;
        }

        /** Most namespaces that one connection may join; a further CONNECT is refused. Default 100. */
        public Builder maxNamespacesPerConnection(int value) {
            maxNamespacesPerConnection = requirePositive("maxNamespacesPerConnection", value);
            return this;
        }

        /** Most rooms that one socket may be in; a further join throws {@link IllegalStateException}. Default 10,000. */
        public Builder maxRoomsPerSocket(int value) {
            maxRoomsPerSocket = requirePositive("maxRoomsPerSocket", value);
            return this;
        }

        /**
         * Most events that may wait for one socket's listeners; at the limit reading from its connection pauses until
         * half of them are done. Default 1,000.
         */
        public Builder mailboxCapacity(int value) {
            mailboxCapacity = requirePositive("mailboxCapacity", value);
            return this;
        }

        /**
         * Most bytes of events that may wait for one socket's listeners; at the limit reading pauses as it does for
         * {@link #mailboxCapacity}. Default 4 MiB. Events of up to 256 bytes are not counted.
         */
        public Builder mailboxBytes(long value) {
            mailboxBytes = requirePositive("mailboxBytes", value);
            return this;
        }

        /**
         * Most bytes of packets without all their attachments, and of events that wait for listeners, over all sockets
         * of the server; a connection that brings more is closed. Default a quarter of the maximum heap (16 MiB at
         * least). Events of up to 256 bytes are not counted.
         */
        public Builder maxWaitingInputBytes(long value) {
            maxWaitingInputBytes = requirePositive("maxWaitingInputBytes", value);
            return this;
        }

        /** Whether a namespace made for a client is removed when its last socket leaves; default false. */
        public Builder cleanupEmptyChildNamespaces(boolean value) {
            cleanupEmptyChildNamespaces = value;
            return this;
        }

        /** Turns connection state recovery on; default off. */
        public Builder connectionStateRecovery(RecoveryOptions value) {
            connectionStateRecovery = Optional.of(requireNonNull(value, "connectionStateRecovery"));
            return this;
        }

        /** Makes the adapters of one server, with which it is closed; default in memory. */
        public Builder adapter(AdapterFactory value) {
            adapter = Optional.of(requireNonNull(value, "adapter"));
            return this;
        }

        /** The parser; default JSON. */
        public Builder parser(PacketParser value) {
            parser = Optional.of(requireNonNull(value, "parser"));
            return this;
        }

        /** Where listeners and middlewares run; default off the event loop, where they may block. */
        public Builder handlerExecution(HandlerExecution value) {
            handlerExecution = requireNonNull(value, "handlerExecution");
            return this;
        }

        /** Sees what the server does, on event loops and threads of listeners, so it must not block; default none. */
        public Builder observer(SocketIoObserver value) {
            observer = Optional.of(requireNonNull(value, "observer"));
            return this;
        }

        /** The options. */
        public SocketIoOptions build() {
            return new SocketIoOptions(new Builder(this));
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

        private static int requirePositive(String name, int value) {
            if (value <= 0) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
            }
            return value;
        }
    }
}
