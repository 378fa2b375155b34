package dev.sockeye.socketio.server;

import dev.sockeye.engineio.EngineHandler;
import dev.sockeye.socketio.RecoveryOptions;
import dev.sockeye.socketio.SocketIoOptions;
import dev.sockeye.socketio.adapter.Adapter;
import dev.sockeye.socketio.adapter.AdapterContext;
import dev.sockeye.socketio.adapter.AdapterFactory;
import dev.sockeye.socketio.adapter.LocalAdapter;
import dev.sockeye.socketio.adapter.RecoveryAdapter;
import dev.sockeye.socketio.internal.connection.ConnectionHandler;
import dev.sockeye.socketio.internal.namespace.NamespaceRegistry;
import dev.sockeye.socketio.internal.socket.Handlers;
import dev.sockeye.socketio.internal.socket.ScheduledTimers;
import dev.sockeye.socketio.internal.socket.SocketContext;
import dev.sockeye.socketio.parser.Parsers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything of a server but the engine, put together. Thread-safe. */
final class Core {
    private static final Logger logger = LoggerFactory.getLogger(Core.class);

    private final SocketIoOptions options;
    private final ScheduledThreadPoolExecutor scheduler;
    private final ScheduledTimers timers;
    private final Handlers handlers;
    private final SocketContext context;
    private final NamespaceRegistry namespaces;
    private @Nullable CompletableFuture<Void> closing;

    Core(SocketIoOptions options) {
        this.options = options;
        this.scheduler = newScheduler();
        this.timers = new ScheduledTimers(scheduler);
        this.handlers = Handlers.create(options.handlerExecution());
        this.context = new SocketContext(options, options.parser().orElseGet(Parsers::json), handlers, timers);
        this.namespaces = new NamespaceRegistry(context, scheduler, this::newAdapter);
    }

    private static ScheduledThreadPoolExecutor newScheduler() {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "socket.io-timer");
            thread.setDaemon(true);
            return thread;
        });
        scheduler.setRemoveOnCancelPolicy(true);
        return scheduler;
    }

    private Adapter newAdapter(AdapterContext adapterContext) {
        Optional<AdapterFactory> factory = options.adapter();
        Optional<RecoveryOptions> recovery = options.connectionStateRecovery();
        if (factory.isPresent()) {
            Adapter adapter = factory.get().create(adapterContext);
            if (recovery.isPresent() && !adapter.supportsRecovery()) {
                logger.warn(
                        "connection state recovery is off in namespace {}: the adapter does not support it",
                        adapterContext.sockets().namespace());
            }
            return adapter;
        }
        if (recovery.isEmpty()) {
            return new LocalAdapter(adapterContext.sockets());
        }
        RecoveryOptions bounds = recovery.get();
        return new RecoveryAdapter(
                adapterContext,
                new RecoveryAdapter.Limits(
                        bounds.maxDisconnectionDuration(),
                        bounds.maxPackets(),
                        bounds.maxBytes(),
                        bounds.maxSessions()),
                context.ids().next(),
                timers::nanoTime);
    }

    SocketIoOptions options() {
        return options;
    }

    NamespaceRegistry namespaces() {
        return namespaces;
    }

    int timersCount() {
        return timers.waiting();
    }

    EngineHandler handler() {
        return new ConnectionHandler(namespaces);
    }

    /** Ends sockets and adapters, then the engine, then the threads. */
    synchronized CompletableFuture<Void> close(Supplier<CompletableFuture<Void>> engine) {
        CompletableFuture<Void> before = closing;
        if (before != null) {
            return before;
        }
        CompletableFuture<Void> sockets = namespaces.close();
        CompletableFuture<Void> done = sockets.thenCombine(engine.get(), (ended, closed) -> ended)
                .whenComplete((closed, error) -> {
                    options.adapter().ifPresent(this::close);
                    handlers.close();
                    scheduler.shutdownNow();
                });
        closing = done;
        return done;
    }

    private void close(AdapterFactory factory) {
        try {
            factory.close();
        } catch (RuntimeException e) {
            logger.warn("the adapter factory failed to close", e);
        }
    }
}
