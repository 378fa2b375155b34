package dev.sockeye.socketio.internal.namespace;

import static java.util.Objects.requireNonNull;

import dev.sockeye.engineio.EngineSession;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.engineio.protocol.ProtocolVersion;
import dev.sockeye.socketio.AsyncMiddleware;
import dev.sockeye.socketio.BroadcastOperator;
import dev.sockeye.socketio.ConnectRefusedException;
import dev.sockeye.socketio.ConnectionListener;
import dev.sockeye.socketio.DisconnectReason;
import dev.sockeye.socketio.EventListener;
import dev.sockeye.socketio.Middleware;
import dev.sockeye.socketio.Registration;
import dev.sockeye.socketio.RemoteSocket;
import dev.sockeye.socketio.ResponseListener;
import dev.sockeye.socketio.RoomListener;
import dev.sockeye.socketio.Socket;
import dev.sockeye.socketio.SocketIoObserver;
import dev.sockeye.socketio.adapter.Adapter;
import dev.sockeye.socketio.adapter.AdapterContext;
import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.SessionSnapshot;
import dev.sockeye.socketio.internal.socket.DefaultHandshake;
import dev.sockeye.socketio.internal.socket.DefaultSocket;
import dev.sockeye.socketio.internal.socket.EventPackets;
import dev.sockeye.socketio.internal.socket.ListenerList;
import dev.sockeye.socketio.internal.socket.ReservedEvents;
import dev.sockeye.socketio.internal.socket.Rooms;
import dev.sockeye.socketio.internal.socket.SocketContext;
import dev.sockeye.socketio.internal.socket.SocketHome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A namespace on this node. Thread-safe. */
public final class DefaultNamespace implements SocketHome {
    private static final Logger logger = LoggerFactory.getLogger(DefaultNamespace.class);
    private static final Duration SERVER_SIDE_TIMEOUT = Duration.ofSeconds(5);

    private final String name;
    private final SocketContext context;
    private final NamespaceLife life;
    private final ListenerList<Object> middlewares = new ListenerList<>();
    private final ListenerList<ConnectionListener> connectionListeners = new ListenerList<>();
    private final ListenerList<RoomListener> roomListeners = new ListenerList<>();
    private final ServerSideEvents serverSideEvents;
    private final AtomicLong ackIds = new AtomicLong();
    private final Adapter adapter;
    private final Rooms rooms;
    private final boolean recoverable;
    private final boolean skipMiddlewaresOnRecovery;

    DefaultNamespace(
            String name,
            SocketContext context,
            NamespaceLife life,
            Function<NodeSockets, AdapterContext> adapterContext,
            Function<AdapterContext, Adapter> adapters) {
        this.name = name;
        this.context = context;
        this.life = life;
        this.serverSideEvents = new ServerSideEvents(context);
        this.adapter = adapters.apply(adapterContext.apply(new NodeSockets(this)));
        this.rooms = new Rooms(adapter, roomListeners, context.errors());
        this.recoverable = context.options().connectionStateRecovery().isPresent() && adapter.supportsRecovery();
        this.skipMiddlewaresOnRecovery = context.options()
                .connectionStateRecovery()
                .map(recovery -> recovery.skipMiddlewares())
                .orElse(false);
    }

    /** Starts the adapter. */
    void init() {
        adapter.init().whenComplete((done, error) -> {
            if (error != null) {
                logger.error("adapter of namespace {} failed to start", name, error);
            }
        });
    }

    // --- letting clients in; on the session's executor

    /** A client wants in. The namespace must have been {@linkplain NamespaceLife#enter entered} for it. */
    public void connect(Admission admission) {
        EngineSession session = admission.output().session();
        if (recoverable && session.protocol() == ProtocolVersion.V4) {
            Map<String, Object> auth = DefaultHandshake.auth(admission.auth());
            if (auth.get("pid") instanceof String pid && auth.get("offset") instanceof String offset) {
                resume(admission, pid, offset);
                return;
            }
        }
        ask(admission, newSocket(admission));
    }

    /** The client for which the namespace was entered has gone. */
    public void cancel() {
        life.exit(this);
    }

    private void resume(Admission admission, String pid, String offset) {
        AtomicReference<@Nullable DefaultSocket> resumed = new AtomicReference<>();
        CompletableFuture<Boolean> restored;
        try {
            restored = adapter.restoreSession(
                    pid,
                    offset,
                    session -> resumed.set(DefaultSocket.resume(
                            this, admission.output(), admission.auth(), session.session(), session.missedPackets())));
        } catch (RuntimeException e) {
            restored = CompletableFuture.failedFuture(e);
        }
        restored.whenComplete((found, error) -> onExecutor(admission, () -> {
            if (error != null) {
                context.errors().report("restoring a session in namespace " + name, error);
            }
            DefaultSocket socket = resumed.get();
            if (socket == null) {
                ask(admission, newSocket(admission));
            } else if (skipMiddlewaresOnRecovery) {
                decide(admission, socket, null);
            } else {
                ask(admission, socket);
            }
        }));
    }

    private DefaultSocket newSocket(Admission admission) {
        EngineSession session = admission.output().session();
        if (session.protocol() == ProtocolVersion.V3) {
            // Clients of that time compute the id themselves.
            String id = name.equals("/") ? session.id() : name + "#" + session.id();
            return DefaultSocket.create(this, admission.output(), admission.auth(), id, null);
        }
        String pid = recoverable ? context.ids().next() : null;
        return DefaultSocket.create(
                this, admission.output(), admission.auth(), context.ids().next(), pid);
    }

    private void ask(Admission admission, DefaultSocket socket) {
        if (middlewares.isEmpty()) {
            // As in the reference, the client is in a moment later: what it sends before the answer breaks the
            // protocol.
            onExecutor(admission, () -> decide(admission, socket, null));
        } else {
            new MiddlewareChain(
                            middlewares.array(),
                            socket,
                            refusal -> onExecutor(admission, () -> decide(admission, socket, refusal)))
                    .start();
        }
    }

    private void decide(Admission admission, DefaultSocket socket, @Nullable Throwable refusal) {
        if (!admission.isOpen()) {
            Set<String> left = abandon(socket);
            String pid = socket.pid();
            if (pid != null && socket.isRecovered()) {
                // The client has not seen that it was resumed: it may try again.
                adapter.persistSession(new SessionSnapshot(socket.id(), pid, left, socket.dataIfAny()));
            }
            return;
        }
        if (refusal != null) {
            refuse(admission, socket, refusal);
            return;
        }
        admission.admitted(socket);
        socket.connect(connectReply(socket));
        SocketIoObserver observer = context.observer();
        if (observer != null) {
            observer.onConnect(socket);
        }
        if (!connectionListeners.isEmpty()) {
            socket.runInTurn(() -> tellConnection(socket));
        }
    }

    private Set<String> abandon(DefaultSocket socket) {
        Set<String> left = socket.abandon();
        life.exit(this);
        return left;
    }

    @SuppressWarnings("CatchingUnchecked") // the application's code
    private void tellConnection(DefaultSocket socket) {
        for (ConnectionListener listener : connectionListeners.snapshot()) {
            try {
                listener.onConnection(socket);
            } catch (Throwable e) {
                socket.reportFailure("connection", e);
            }
        }
    }

    private void refuse(Admission admission, DefaultSocket socket, Throwable refusal) {
        if (!(refusal instanceof ConnectRefusedException)
                && (refusal instanceof RuntimeException || refusal instanceof Error)) {
            // More likely a fault of the middleware than a decision.
            socket.reportFailure("middleware", refusal);
        }
        abandon(socket);
        SocketIoObserver observer = context.observer();
        if (observer != null) {
            observer.onRefused(name, MiddlewareChain.message(refusal));
        }
        admission.refused(MiddlewareChain.message(refusal), MiddlewareChain.data(refusal));
    }

    private OutgoingMessage connectReply(DefaultSocket socket) {
        if (socket.conn().protocol() == ProtocolVersion.V3) {
            return ConnectPackets.connected(context.parser(), name, null);
        }
        Map<String, Object> payload = new LinkedHashMap<>(4);
        payload.put("sid", socket.id());
        String pid = socket.pid();
        if (pid != null) {
            payload.put("pid", pid);
        }
        return ConnectPackets.connected(context.parser(), name, payload);
    }

    private void onExecutor(Admission admission, Runnable task) {
        try {
            admission.output().session().executor().execute(task);
        } catch (RejectedExecutionException e) {
            logger.debug("the server stopped while a client was waiting for namespace {}", name);
        }
    }

    // --- as its sockets see it

    @Override
    public SocketContext context() {
        return context;
    }

    @Override
    public Rooms index() {
        return rooms;
    }

    @Override
    public long nextAckId() {
        return ackIds.getAndIncrement();
    }

    @Override
    public boolean isRecoverable() {
        return recoverable;
    }

    @Override
    public BroadcastOperator broadcastTo(BroadcastOptions options) {
        return new DefaultBroadcast(this, options);
    }

    @Override
    public void onDetached(DefaultSocket socket) {
        life.exit(this);
    }

    /** Ends all sockets without telling the clients, and the adapter. */
    CompletableFuture<Void> shutDown() {
        CompletableFuture<Void> delivered = new CompletableFuture<>();
        adapter.flush(() -> delivered.complete(null));
        return delivered.thenCompose(done -> {
            rooms.sockets().forEach(socket -> socket.close(DisconnectReason.SERVER_SHUTTING_DOWN, ""));
            return adapter.close();
        });
    }

    ServerSideEvents serverSideEvents() {
        return serverSideEvents;
    }

    /** Takes over what was registered for namespaces of this kind. */
    void addAll(ListenerList<Object> more, ListenerList<ConnectionListener> listeners) {
        middlewares.addAll(more);
        connectionListeners.addAll(listeners);
    }

    // --- as the application sees it

    @Override
    public String name() {
        return name;
    }

    @Override
    public Collection<Socket> sockets() {
        return new ArrayList<>(rooms.sockets());
    }

    @Override
    public Optional<Socket> socket(String id) {
        return Optional.ofNullable(rooms.socket(id));
    }

    @Override
    public DefaultNamespace use(Middleware middleware) {
        middlewares.add(requireNonNull(middleware, "middleware"));
        return this;
    }

    @Override
    public DefaultNamespace useAsync(AsyncMiddleware middleware) {
        middlewares.add(requireNonNull(middleware, "middleware"));
        return this;
    }

    @Override
    public Registration onConnection(ConnectionListener listener) {
        return connectionListeners.add(requireNonNull(listener, "listener"));
    }

    @Override
    public Registration on(String event, EventListener listener) {
        return serverSideEvents.on(event, requireNonNull(listener, "listener"));
    }

    @Override
    public Registration onRoom(RoomListener listener) {
        return roomListeners.add(requireNonNull(listener, "listener"));
    }

    @Override
    public Set<String> rooms() {
        return rooms.names();
    }

    @Override
    public void serverSideEmit(String event, @Nullable Object... args) {
        adapter.serverSideEmit(EventPackets.named(ReservedEvents.requireServerSide(event), args));
    }

    @Override
    public CompletableFuture<List<@Nullable Object>> serverSideEmitWithAck(
            @Nullable Duration timeout, String event, @Nullable Object... args) {
        return adapter.serverSideEmitWithAck(
                EventPackets.named(ReservedEvents.requireServerSide(event), args),
                timeout == null ? SERVER_SIDE_TIMEOUT : timeout);
    }

    @Override
    public Adapter adapter() {
        return adapter;
    }

    private BroadcastOperator everybody() {
        return new DefaultBroadcast(this, BroadcastOptions.ALL);
    }

    @Override
    public BroadcastOperator to(String... names) {
        return everybody().to(names);
    }

    @Override
    public BroadcastOperator to(Collection<String> names) {
        return everybody().to(names);
    }

    @Override
    public BroadcastOperator except(String... names) {
        return everybody().except(names);
    }

    @Override
    public BroadcastOperator except(Collection<String> names) {
        return everybody().except(names);
    }

    @Override
    public BroadcastOperator local() {
        return everybody().local();
    }

    @Override
    public BroadcastOperator volatile_() {
        return everybody().volatile_();
    }

    @Override
    public BroadcastOperator compress(boolean value) {
        return everybody().compress(value);
    }

    @Override
    public BroadcastOperator timeout(Duration value) {
        return everybody().timeout(value);
    }

    @Override
    public void emit(String event, @Nullable Object... args) {
        everybody().emit(event, args);
    }

    @Override
    public CompletableFuture<List<@Nullable Object>> emitWithAck(String event, @Nullable Object... args) {
        return everybody().emitWithAck(event, args);
    }

    @Override
    public CompletableFuture<List<@Nullable Object>> emitWithAck(
            ResponseListener listener, String event, @Nullable Object... args) {
        return everybody().emitWithAck(listener, event, args);
    }

    @Override
    public CompletableFuture<List<RemoteSocket>> fetchSockets() {
        return everybody().fetchSockets();
    }

    @Override
    public CompletableFuture<Void> socketsJoin(String... names) {
        return everybody().socketsJoin(names);
    }

    @Override
    public CompletableFuture<Void> socketsLeave(String... names) {
        return everybody().socketsLeave(names);
    }

    @Override
    public CompletableFuture<Void> disconnectSockets(boolean close) {
        return everybody().disconnectSockets(close);
    }

    @Override
    public String toString() {
        return "namespace " + name;
    }

    /** The life of this namespace, for its registry. */
    NamespaceLife life() {
        return life;
    }
}
