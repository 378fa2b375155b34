package dev.sockeye.engineio.server;

import static java.util.Objects.requireNonNull;

import dev.sockeye.engineio.EngineHandler;
import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.EngineSession;
import dev.sockeye.engineio.HttpHandler;
import dev.sockeye.engineio.internal.pipeline.EngineHttpHandler;
import dev.sockeye.engineio.internal.pipeline.HttpPipeline;
import dev.sockeye.engineio.internal.pipeline.Site;
import dev.sockeye.engineio.internal.session.Engine;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An Engine.IO server: on a port or Unix domain socket of its own, or in the pipeline of another Netty server.
 *
 * <pre>{@code
 * EngineIoServer server = EngineIoServer.builder()
 *         .port(3000)
 *         .handler(new EngineHandler() {
 *             public void onText(EngineSession session, String text) {
 *                 session.send(text);
 *             }
 *         })
 *         .build()
 *         .start();
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class EngineIoServer {
    private static final int BACKLOG = 4096;
    /** One size for all reads: an allocator that learns costs each connection more memory than it saves. */
    private static final RecvByteBufAllocator READ_BUFFERS = new FixedRecvByteBufAllocator(16 * 1024);

    private static final int MAX_HTTP_THREADS = 64;

    private final Builder settings;
    private final Engine engine;
    private final Site site;
    private final boolean ownsLoops;
    private final boolean ownsHttpExecutor;
    private final ExecutorHolder httpExecutor;
    private final Connections connections = new Connections();
    private volatile @Nullable SslContext tls;
    private @Nullable EventLoopGroup loops;
    private volatile @Nullable Channel listening;
    private @Nullable CompletableFuture<Void> closing;

    private EngineIoServer(Builder builder) {
        settings = builder;
        engine = new Engine(builder.options, builder.handler);
        ownsLoops = builder.eventLoopGroup == null;
        ownsHttpExecutor = builder.httpExecutor == null;
        httpExecutor = new ExecutorHolder(builder.httpExecutor);
        site = Site.of(
                engine, builder.routes, Optional.ofNullable(builder.fallback), httpExecutor, builder.trustedProxies);
    }

    /** A builder: port 3000 on all interfaces, default options, a handler that does nothing. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Binds and returns when clients can connect.
     *
     * @throws UncheckedIOException if the address cannot be bound or the certificate cannot be read; nothing is left
     *     behind then
     * @throws IllegalStateException if it was started or closed before
     */
    public synchronized EngineIoServer start() {
        if (loops != null || closing != null) {
            throw new IllegalStateException("start: the server was started or closed before");
        }
        reloadTls();
        Native io = Native.best();
        EventLoopGroup given = settings.eventLoopGroup;
        EventLoopGroup group = given != null ? given : new EventLoops(settings.eventLoops, io.newFactory());
        loops = group;
        Path unixSocket = settings.unixSocket;
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(io.serverChannel(unixSocket != null))
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.RCVBUF_ALLOCATOR, READ_BUFFERS)
                .childHandler(new ConnectionInitializer());
        if (unixSocket == null) {
            bootstrap.option(ChannelOption.SO_REUSEADDR, true).childOption(ChannelOption.TCP_NODELAY, true);
        }
        ChannelFuture bound = unixSocket != null
                ? bootstrap.bind(io.unixAddress(unixSocket))
                : bootstrap.bind(
                        settings.host == null
                                ? new InetSocketAddress(settings.port)
                                : new InetSocketAddress(settings.host, settings.port));
        bound.awaitUninterruptibly();
        if (!bound.isSuccess()) {
            close();
            String where = unixSocket != null
                    ? unixSocket.toString()
                    : (settings.host == null ? "" : settings.host) + ":" + settings.port;
            throw new UncheckedIOException(new IOException(
                    "cannot listen on " + where + ": " + bound.cause().getMessage(), bound.cause()));
        }
        listening = bound.channel();
        return this;
    }

    /**
     * Adds the engine to the pipeline of a connection of another Netty server, behind its HTTP codec and before its own
     * handlers. Requests outside the path (and outside {@link Builder#route}) pass through untouched; the host answers them
     * with objects of Netty's HTTP codec, through the pipeline. One of ours that was pipelined behind them waits for these
     * answers. The channel must be registered; its event loop becomes that of its sessions.
     */
    public void addTo(ChannelPipeline pipeline) {
        pipeline.addLast(new EngineHttpHandler(site));
    }

    /** Reads the certificate again; handshakes from now on use it, connections stay. */
    public void reloadTls() {
        TlsOptions options = settings.tls;
        if (options != null) {
            try {
                tls = options.read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The port that it listens on; 0 if it does not. */
    public int port() {
        Channel channel = listening;
        return channel != null && channel.localAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
    }

    /** The sessions, weakly consistent. */
    public Collection<EngineSession> sessions() {
        return engine.registry().all();
    }

    /** Number of sessions. */
    public int clientsCount() {
        return engine.registry().size();
    }

    /** The engine; for tests of cleanliness. */
    Engine engine() {
        return engine;
    }

    /** The options. */
    public EngineIoOptions options() {
        return engine.options();
    }

    /** Number of open connections, of sessions or not. */
    public int connectionsCount() {
        return connections.size();
    }

    /** Number of timeouts that are waiting at this moment: heartbeats, upgrades, unfinished and kept connections. */
    public int timeoutsCount() {
        return engine.armedTimeouts();
    }

    /** Bytes of unfinished input at this moment. */
    public long pendingInputBytes() {
        return site.pendingInputBytes();
    }

    /**
     * Stops at once: no more connections, sessions discarded. Completes when all connections are closed and the threads of
     * the server have ended; repeated calls return the same future.
     */
    public synchronized CompletableFuture<Void> close() {
        CompletableFuture<Void> before = closing;
        if (before != null) {
            return before;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        closing = done;
        engine.registry().close();
        Channel channel = listening;
        if (channel != null) {
            channel.close();
        }
        engine.registry().all().forEach(EngineSession::discard);
        EventLoopGroup group = loops;
        if (group == null) {
            endExecutor();
            done.complete(null);
            return done;
        }
        // behind the discards, which were queued before: what they wrote is on its way
        group.next()
                .schedule(() -> connections.close().thenRun(() -> endLoops(group, done)), 20, TimeUnit.MILLISECONDS);
        return done;
    }

    private void endLoops(EventLoopGroup group, CompletableFuture<Void> done) {
        endExecutor();
        if (ownsLoops) {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).addListener(ended -> done.complete(null));
        } else {
            done.complete(null);
        }
    }

    private void endExecutor() {
        if (ownsHttpExecutor) {
            httpExecutor.end();
        }
    }

    /**
     * Stops gracefully: no more connections; sessions are closed after what was sent has been delivered, spread over half
     * of the time; whoever is left when it is over is discarded.
     */
    public CompletableFuture<Void> shutdown(Duration drain) {
        engine.registry().close(); // for handshakes on connections that are kept alive
        Channel channel = listening;
        if (channel != null) {
            channel.close();
        }
        EventLoopGroup group = loops;
        if (group == null) {
            return close();
        }
        List<EngineSession> all = List.copyOf(engine.registry().all());
        long waveNanos = drain.toNanos() / 2;
        for (int i = 0; i < all.size(); i++) {
            group.next().schedule(all.get(i)::close, waveNanos * i / all.size(), TimeUnit.NANOSECONDS);
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        EventLoop loop = group.next();
        waitUntilEmpty(loop, loop.ticker().nanoTime() + drain.toNanos(), done);
        return done;
    }

    private void waitUntilEmpty(EventLoop loop, long deadlineNanos, CompletableFuture<Void> done) {
        if (engine.registry().size() == 0 || loop.ticker().nanoTime() - deadlineNanos >= 0) {
            close().whenComplete((ok, error) -> done.complete(null));
        } else {
            loop.schedule(() -> waitUntilEmpty(loop, deadlineNanos, done), 10, TimeUnit.MILLISECONDS);
        }
    }

    /** Puts the handlers into each connection. */
    private final class ConnectionInitializer extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            connections.add(channel);
            if (settings.proxyProtocol) {
                HttpPipeline.expectProxyHeader(channel);
            }
            SslContext context = tls;
            if (context != null) {
                channel.pipeline().addLast(context.newHandler(channel.alloc()));
            }
            HttpPipeline.install(channel, site);
        }
    }

    /** The executor of HTTP handlers, made when first used. */
    private static final class ExecutorHolder implements Executor {
        private final @Nullable Executor given;
        private @Nullable ExecutorService own;
        private boolean ended;

        ExecutorHolder(@Nullable Executor given) {
            this.given = given;
        }

        @Override
        public void execute(Runnable task) {
            if (given != null) {
                given.execute(task);
            } else {
                own().execute(task);
            }
        }

        private synchronized ExecutorService own() {
            if (ended) {
                throw new java.util.concurrent.RejectedExecutionException("the server has stopped");
            }
            ExecutorService service = own;
            if (service == null) {
                service = new ThreadPoolExecutor(
                        0,
                        MAX_HTTP_THREADS,
                        60,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        new DefaultThreadFactory("sockeye-http", true));
                own = service;
            }
            return service;
        }

        synchronized void end() {
            ended = true;
            if (own != null) {
                own.shutdown();
            }
        }
    }

    /** Builds an {@link EngineIoServer}. Not thread-safe. What it is given it never closes. */
    public static final class Builder {
        private @Nullable String host;
        private int port = 3000;
        private @Nullable Path unixSocket;
        private @Nullable TlsOptions tls;
        private int eventLoops = Runtime.getRuntime().availableProcessors();
        private @Nullable EventLoopGroup eventLoopGroup;
        private EngineIoOptions options = EngineIoOptions.defaults();
        private EngineHandler handler = new EngineHandler() {};
        private final Map<String, HttpHandler> routes = new HashMap<>();
        private @Nullable HttpHandler fallback;
        private @Nullable Executor httpExecutor;
        private List<String> trustedProxies = List.of();
        private boolean proxyProtocol;

        private Builder() {}

        /** The name or address to listen on; default all interfaces. */
        public Builder host(String value) {
            host = requireNonNull(value, "host");
            return this;
        }

        /** The port to listen on, 0 for any free one; default 3000. */
        public Builder port(int value) {
            if (value < 0 || value > 65535) {
                throw new IllegalArgumentException("port: " + value + " (expected: 0 to 65535)");
            }
            port = value;
            return this;
        }

        /** Listens on a Unix domain socket instead of a port; the file must not exist. */
        public Builder unixSocket(Path value) {
            unixSocket = requireNonNull(value, "unixSocket");
            return this;
        }

        /** Speaks TLS; default plain. */
        public Builder tls(TlsOptions value) {
            tls = requireNonNull(value, "tls");
            return this;
        }

        /** Number of event loop threads; default one for each processor. */
        public Builder eventLoops(int value) {
            if (value <= 0) {
                throw new IllegalArgumentException("eventLoops: " + value + " (expected: > 0)");
            }
            eventLoops = value;
            return this;
        }

        /** Event loops of the application; they must fit the native transport that is at hand. */
        public Builder eventLoopGroup(EventLoopGroup value) {
            eventLoopGroup = requireNonNull(value, "eventLoopGroup");
            return this;
        }

        /** The options of the protocol. */
        public Builder options(EngineIoOptions value) {
            options = requireNonNull(value, "options");
            return this;
        }

        /** Changes the options of the protocol. */
        public Builder options(Consumer<EngineIoOptions.Builder> change) {
            EngineIoOptions.Builder builder = options.toBuilder();
            change.accept(builder);
            options = builder.build();
            return this;
        }

        /** What to do with sessions. */
        public Builder handler(EngineHandler value) {
            handler = requireNonNull(value, "handler");
            return this;
        }

        /** Answers requests of exactly this path (query apart), also below the engine's own path. */
        public Builder route(String path, HttpHandler value) {
            routes.put(requireNonNull(path, "path"), requireNonNull(value, "handler"));
            return this;
        }

        /** Answers requests outside the path; without it they get status 404. */
        public Builder fallback(HttpHandler value) {
            fallback = requireNonNull(value, "fallback");
            return this;
        }

        /** Where routes and the fallback run; default a pool of up to 64 daemon threads, above which 503 is answered. */
        public Builder httpExecutor(Executor value) {
            httpExecutor = requireNonNull(value, "httpExecutor");
            return this;
        }

        /**
         * Peers whose {@code Forwarded}, {@code X-Forwarded-For} and {@code X-Forwarded-Proto} headers are believed:
         * addresses, networks such as {@code "10.0.0.0/8"}, or {@code "*"}; default none.
         */
        public Builder trustedProxies(String... values) {
            trustedProxies = List.of(values);
            return this;
        }

        /**
         * Expects a PROXY protocol header (version 1 or 2) on each connection and takes the client's address from it;
         * default false. Connections without one are closed; only for ports that nobody but the proxy can reach.
         */
        public Builder proxyProtocol(boolean value) {
            proxyProtocol = value;
            return this;
        }

        /** The server, not yet started. */
        public EngineIoServer build() {
            return new EngineIoServer(this);
        }
    }
}
