package dev.sockeye.socketio.server;

import static java.util.Objects.requireNonNull;

import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.HttpHandler;
import dev.sockeye.engineio.server.EngineIoServer;
import dev.sockeye.engineio.server.TlsOptions;
import dev.sockeye.socketio.AsyncMiddleware;
import dev.sockeye.socketio.BroadcastOperator;
import dev.sockeye.socketio.BroadcastTarget;
import dev.sockeye.socketio.ConnectionListener;
import dev.sockeye.socketio.Middleware;
import dev.sockeye.socketio.Namespace;
import dev.sockeye.socketio.NamespaceMatcher;
import dev.sockeye.socketio.ParentNamespace;
import dev.sockeye.socketio.Registration;
import dev.sockeye.socketio.RemoteSocket;
import dev.sockeye.socketio.ResponseListener;
import dev.sockeye.socketio.SocketIoOptions;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Socket.IO server, on a port of its own or in the pipeline of another Netty server.
 *
 * <pre>{@code
 * SocketIoServer io = SocketIoServer.builder().port(3000).build();
 * io.onConnection(socket -> socket.on("hello", String.class, name -> socket.emit("hello", "Hello " + name)));
 * io.start();
 * }</pre>
 *
 * <p>What it can do as a namespace it does to the main namespace {@code /}, as in JavaScript. Thread-safe.
 */
public final class SocketIoServer implements BroadcastTarget {
    private final Core core;
    private final EngineIoServer engine;
    private final Namespace main;

    private SocketIoServer(Builder builder) {
        EngineIoOptions engineOptions = builder.engineOptions.build();
        this.core = new Core(builder.options.build());
        this.main = core.namespaces().of("/");
        EngineIoServer.Builder engineBuilder =
                builder.engine.options(engineOptions).handler(core.handler());
        if (core.options().serveClient()) {
            ClientFiles.addRoutes(withoutSlash(engineOptions.path()), engineOptions.cors(), engineBuilder::route);
        }
        this.engine = engineBuilder.build();
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** A builder: port 3000 on all interfaces, path {@code /socket.io}, default options. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Binds and returns when clients can connect.
     *
     * @throws java.io.UncheckedIOException if the address cannot be bound or the certificate cannot be read
     * @throws IllegalStateException if it was started or closed before
     */
    public SocketIoServer start() {
        engine.start();
        return this;
    }

    /** Adds the server to the pipeline of a connection of another Netty server; see {@link EngineIoServer#addTo}. */
    public void addTo(ChannelPipeline pipeline) {
        engine.addTo(pipeline);
    }

    /** The port that it listens on; 0 if it does not. */
    public int port() {
        return engine.port();
    }

    /** The Engine.IO server below. */
    public EngineIoServer engine() {
        return engine;
    }

    /** Number of timers that wait at this moment: those of the engine, of joining clients and of acknowledgements. */
    public int timersCount() {
        return engine.timeoutsCount() + core.timersCount();
    }

    /** The options. */
    public SocketIoOptions options() {
        return core.options();
    }

    /**
     * Stops at once. Sockets end with {@code server shutting down}; clients see a closed connection and try to reconnect.
     * Completes when adapters and connections are closed; repeated calls return the same future.
     */
    public CompletableFuture<Void> close() {
        return core.close(engine::close);
    }

    /**
     * Stops gracefully: takes no more connections, delivers what was sent and closes sessions spread over half of the
     * time; whoever is left when it is over is discarded. Sockets end with {@code server shutting down}. Completes when all
     * are gone, at the latest when the time is over; repeated calls, also of {@link #close()}, return the same future.
     */
    public CompletableFuture<Void> shutdown(Duration drain) {
        return core.close(() -> engine.shutdown(drain));
    }

    // --- namespaces

    /** The namespace with this name, made if it does not exist; a leading slash is added if it lacks one. */
    public Namespace of(String name) {
        return core.namespaces().of(name);
    }

    /** Namespaces made when a client asks for a name in which the pattern is found; anchor it yourself. */
    public ParentNamespace of(Pattern pattern) {
        return core.namespaces().of(requireNonNull(pattern, "pattern"));
    }

    /** Namespaces made when the matcher lets a client have them. It runs where listeners run. */
    public ParentNamespace of(NamespaceMatcher matcher) {
        return core.namespaces().of(requireNonNull(matcher, "matcher"));
    }

    /** The main namespace. */
    public Namespace sockets() {
        return main;
    }

    /** The namespaces that exist. A copy. */
    public Collection<Namespace> namespaces() {
        return List.copyOf(core.namespaces().all());
    }

    /** Adds a listener of connections to the main namespace. */
    public Registration onConnection(ConnectionListener listener) {
        return main.onConnection(listener);
    }

    /** Adds a listener told of each namespace but {@code /} before clients get into it; it must not block. */
    public Registration onNewNamespace(Consumer<Namespace> listener) {
        return core.namespaces().onNewNamespace(requireNonNull(listener, "listener"));
    }

    /** Adds a middleware to the main namespace. */
    public SocketIoServer use(Middleware middleware) {
        main.use(middleware);
        return this;
    }

    /** Adds a middleware that decides later to the main namespace. */
    public SocketIoServer useAsync(AsyncMiddleware middleware) {
        main.useAsync(middleware);
        return this;
    }

    /** Sends an event to the listeners of the main namespace on all other servers; see {@link Namespace}. */
    public void serverSideEmit(String event, @Nullable Object... args) {
        main.serverSideEmit(event, args);
    }

    /** The same with answers; see {@link Namespace#serverSideEmitWithAck}. */
    public CompletableFuture<List<@Nullable Object>> serverSideEmitWithAck(
            @Nullable Duration timeout, String event, @Nullable Object... args) {
        return main.serverSideEmitWithAck(timeout, event, args);
    }

    // --- broadcasting to the main namespace

    @Override
    public BroadcastOperator to(String... rooms) {
        return main.to(rooms);
    }

    @Override
    public BroadcastOperator to(Collection<String> rooms) {
        return main.to(rooms);
    }

    @Override
    public BroadcastOperator except(String... rooms) {
        return main.except(rooms);
    }

    @Override
    public BroadcastOperator except(Collection<String> rooms) {
        return main.except(rooms);
    }

    @Override
    public BroadcastOperator local() {
        return main.local();
    }

    @Override
    public BroadcastOperator volatile_() {
        return main.volatile_();
    }

    @Override
    public BroadcastOperator compress(boolean value) {
        return main.compress(value);
    }

    @Override
    public BroadcastOperator timeout(Duration value) {
        return main.timeout(value);
    }

    @Override
    public void emit(String event, @Nullable Object... args) {
        main.emit(event, args);
    }

    @Override
    public CompletableFuture<List<@Nullable Object>> emitWithAck(String event, @Nullable Object... args) {
        return main.emitWithAck(event, args);
    }

    @Override
    public CompletableFuture<List<@Nullable Object>> emitWithAck(
            ResponseListener listener, String event, @Nullable Object... args) {
        return main.emitWithAck(listener, event, args);
    }

    @Override
    public CompletableFuture<List<RemoteSocket>> fetchSockets() {
        return main.fetchSockets();
    }

    @Override
    public CompletableFuture<Void> socketsJoin(String... rooms) {
        return main.socketsJoin(rooms);
    }

    @Override
    public CompletableFuture<Void> socketsLeave(String... rooms) {
        return main.socketsLeave(rooms);
    }

    @Override
    public CompletableFuture<Void> disconnectSockets(boolean close) {
        return main.disconnectSockets(close);
    }

    /** Builds a {@link SocketIoServer}. Not thread-safe. What it is given it never closes, but for the adapter factory. */
    public static final class Builder {
        private final EngineIoServer.Builder engine = EngineIoServer.builder();
        private final EngineIoOptions.Builder engineOptions =
                EngineIoOptions.builder().path("/socket.io");
        private final SocketIoOptions.Builder options = SocketIoOptions.builder();

        private Builder() {}

        /** The name or address to listen on; default all interfaces. */
        public Builder host(String value) {
            engine.host(value);
            return this;
        }

        /** The port to listen on, 0 for any free one; default 3000. */
        public Builder port(int value) {
            engine.port(value);
            return this;
        }

        /** Listens on a Unix domain socket instead of a port; the file must not exist. */
        public Builder unixSocket(Path value) {
            engine.unixSocket(value);
            return this;
        }

        /** Speaks TLS; default plain. */
        public Builder tls(TlsOptions value) {
            engine.tls(value);
            return this;
        }

        /** Number of event loop threads; default one for each processor. */
        public Builder eventLoops(int value) {
            engine.eventLoops(value);
            return this;
        }

        /** Event loops of the application; they must fit the native transport that is at hand. */
        public Builder eventLoopGroup(EventLoopGroup value) {
            engine.eventLoopGroup(value);
            return this;
        }

        /** Where clients find the server; default {@code /socket.io}. */
        public Builder path(String value) {
            engineOptions.path(value);
            return this;
        }

        /** Changes the options of Engine.IO: heartbeat, transports, CORS and so on. */
        public Builder engine(Consumer<EngineIoOptions.Builder> change) {
            change.accept(engineOptions);
            return this;
        }

        /** Changes the options of Socket.IO: recovery, adapter, parser and so on. */
        public Builder options(Consumer<SocketIoOptions.Builder> change) {
            change.accept(options);
            return this;
        }

        /** Answers requests of exactly this path (query apart). */
        public Builder route(String path, HttpHandler handler) {
            engine.route(path, handler);
            return this;
        }

        /** Answers requests outside the path; without it they get status 404. */
        public Builder fallback(HttpHandler value) {
            engine.fallback(value);
            return this;
        }

        /** Where routes and the fallback run; see {@link EngineIoServer.Builder#httpExecutor}. */
        public Builder httpExecutor(Executor value) {
            engine.httpExecutor(value);
            return this;
        }

        /** Peers whose forwarding headers are believed; see {@link EngineIoServer.Builder#trustedProxies}. */
        public Builder trustedProxies(String... values) {
            engine.trustedProxies(values);
            return this;
        }

        /** Expects a PROXY protocol header; see {@link EngineIoServer.Builder#proxyProtocol}. */
        public Builder proxyProtocol(boolean value) {
            engine.proxyProtocol(value);
            return this;
        }

        /** The server, not yet started. */
        public SocketIoServer build() {
            return new SocketIoServer(this);
        }
    }
}
