package dev.sockeye.socketio.internal.socket;

import static java.util.Objects.requireNonNull;

import dev.sockeye.engineio.EngineSession;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.DisconnectReason;
import dev.sockeye.socketio.Handshake;
import dev.sockeye.socketio.Namespace;
import dev.sockeye.socketio.SocketIoObserver;
import dev.sockeye.socketio.adapter.SessionSnapshot;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One client in one namespace.
 *
 * <p>Thread-safe. The state goes one way; whoever takes it from CONNECTED to DISCONNECTING ends the socket. Packets arrive
 * on the session's executor and go through the {@link Inbox} to the listeners. Tables are made on first use: a socket at
 * rest is small.
 */
public final class DefaultSocket extends SendingSocket {
    private static final AtomicReferenceFieldUpdater<DefaultSocket, SocketState> STATE =
            AtomicReferenceFieldUpdater.newUpdater(DefaultSocket.class, SocketState.class, "state");

    private final SocketHome home;
    private final SocketOutput output;
    private final EngineSession session;
    private final String id;
    private final PacketArgs auth;
    private final long issuedMillis;

    /** What waits for the listeners; null if they run on the event loop, where nothing waits. */
    private final @Nullable Inbox inbox;

    /** Also the lock under which tables are made. */
    private final JoinedRooms rooms = new JoinedRooms(this);

    /** Null without recovery. */
    private final @Nullable SocketRecovery recovery;

    private final boolean recovered;
    private volatile SocketState state = SocketState.CONNECTING;
    private volatile @Nullable AckTable acks;
    private volatile @Nullable ConcurrentMap<String, Object> data;

    /**
     * Whether broadcasts reach the client. Unlike the state it changes in the order of what is sent, so that nothing is lost
     * that was sent before the end. Confined to the executor.
     */
    private boolean reachable;

    /** What arrives for a resumed socket before it is connected; null for others. Confined to the executor. */
    private @Nullable List<OutgoingMessage> held;

    private DefaultSocket(
            SocketHome home, SocketOutput output, PacketArgs auth, String id, @Nullable String pid, boolean recovered) {
        this.home = home;
        this.output = output;
        this.session = output.session();
        this.auth = auth;
        this.issuedMillis = home.context().timers().currentTimeMillis();
        this.id = id;
        this.recovery = pid == null ? null : new SocketRecovery(this, pid);
        this.recovered = recovered;
        Handlers handlers = home.context().handlers();
        this.inbox = handlers.isOnEventLoop() ? null : new Inbox(this, handlers);
    }

    /**
     * A new socket, not yet connected.
     *
     * @param auth the auth payload as its only element, or no element
     * @param pid the private id; null without recovery
     */
    public static DefaultSocket create(
            SocketHome home, SocketOutput output, PacketArgs auth, String id, @Nullable String pid) {
        return new DefaultSocket(home, output, auth, id, pid, false);
    }

    /**
     * A socket that resumes a session: with its id, data and rooms. From now on what is sent to it is held until it is
     * connected, behind what it missed.
     */
    public static DefaultSocket resume(
            SocketHome home,
            SocketOutput output,
            PacketArgs auth,
            SessionSnapshot session,
            List<OutgoingMessage> missed) {
        DefaultSocket socket = new DefaultSocket(home, output, auth, session.id(), session.pid(), true);
        socket.held = new ArrayList<>(missed);
        if (session.data() instanceof java.util.Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (value != null) {
                    socket.data().put(String.valueOf(key), value);
                }
            });
        }
        DefaultSocket former = home.index().socket(session.id());
        if (former != null) {
            // Still busy with its own end; the id is ours from here on.
            former.rooms.close();
        }
        socket.rooms.enter(session.rooms().contains(session.id()));
        socket.rooms.join(session.rooms(), Integer.MAX_VALUE);
        return socket;
    }

    // --- life

    /** Lets the socket in: it can be found and reached, and its client is told. On the session's executor. */
    public void connect(OutgoingMessage reply) {
        rooms.enter(true);
        if (recovery != null) {
            recovery.start();
        }
        state = SocketState.CONNECTED;
        reachable = true;
        List<OutgoingMessage> before = held;
        if (before != null) {
            held = null;
            before.forEach(session::send);
        }
        session.send(reply);
    }

    /**
     * Leaves the rooms joined in middlewares; the socket was refused or its client has gone meanwhile.
     *
     * @return the rooms that it was in
     */
    public Set<String> abandon() {
        state = SocketState.DISCONNECTED;
        Set<String> left = rooms();
        rooms.close();
        AckTable owed = acks;
        if (owed != null) {
            owed.close();
        }
        return left;
    }

    /** Ends the socket, unless somebody else did. Listeners are told in their turn. Any thread. */
    public void close(DisconnectReason reason, String description) {
        close(reason, description, null);
    }

    private void close(DisconnectReason reason, String description, @Nullable OutgoingMessage farewell) {
        if (!STATE.compareAndSet(this, SocketState.CONNECTED, SocketState.DISCONNECTING)) {
            return;
        }
        if (farewell != null && home.isRecoverable()) {
            // Behind what was emitted before.
            home.adapter().flush(() -> end(reason, description, farewell));
        } else {
            end(reason, description, farewell);
        }
    }

    private void end(DisconnectReason reason, String description, @Nullable OutgoingMessage farewell) {
        if (farewell != null) {
            send(farewell, false);
        }
        if (session.inExecutor() && (farewell == null || !home.isRecoverable())) {
            reachable = false;
        } else {
            execute(() -> reachable = false);
        }
        output.remove(this);
        if (recovery != null) {
            recovery.stop(reason);
        }
        AckTable owed = acks;
        if (owed != null) {
            owed.close();
        }
        runInTurn(() -> finish(reason, description));
    }

    private void finish(DisconnectReason reason, String description) {
        ListenerCalls.disconnecting(this, reason, description);
        rooms.close();
        state = SocketState.DISCONNECTED;
        ListenerCalls.disconnect(this, reason, description);
        SocketIoObserver observer = home.context().observer();
        if (observer != null) {
            observer.onDisconnect(this, reason);
        }
        home.onDetached(this);
    }

    @Override
    public void disconnect(boolean close) {
        if (!isConnected()) {
            return;
        }
        OutgoingMessage farewell = home.context().parser().encode(new SocketPacket.Disconnect(home.name()));
        close(DisconnectReason.SERVER_NAMESPACE_DISCONNECT, "", farewell);
        if (close) {
            runBehindOutput(output::disconnectAll);
        }
    }

    /** Runs a task behind what was sent to the client before; on the session's executor, or at once. */
    public void runBehindOutput(Runnable task) {
        if (home.isRecoverable()) {
            home.adapter().flush(() -> execute(task));
        } else {
            task.run();
        }
    }

    // --- what arrives; on the session's executor

    /** An event of so many bytes arrived; false if there is no memory for it. */
    public boolean onEvent(SocketPacket.Event packet, long bytes) {
        return !takesPackets() || postEvent(packet, bytes);
    }

    /** An acknowledgement arrived. */
    public void onAck(SocketPacket.Ack packet) {
        AckTable owed = acks;
        if (owed != null && takesPackets()) {
            owed.onAck(packet.ackId(), packet.args());
        }
    }

    /** The connection broke the format. */
    public void onError(Throwable error) {
        runInTurn(() -> ListenerCalls.error(this, error));
    }

    /** The connection is writable again. */
    public void onDrain() {
        Hooks told = hooksIfAny();
        if (told != null && !told.drain.isEmpty()) {
            runInTurn(() -> ListenerCalls.drain(this, told));
        }
    }

    /** Runs a task among the listeners, in turn. */
    public void runInTurn(Runnable task) {
        Inbox waiting = inbox;
        if (waiting != null) {
            waiting.post(task);
        } else if (session.inExecutor()) {
            task.run();
        } else {
            execute(task);
        }
    }

    private boolean postEvent(SocketPacket.Event packet, long bytes) {
        Inbox waiting = inbox;
        if (waiting != null) {
            return waiting.postEvent(packet, bytes);
        }
        dispatch(packet);
        return true;
    }

    /** Hands an event to the listeners. In the socket's turn. */
    void dispatch(SocketPacket.Event packet) {
        if (takesPackets()) {
            ListenerCalls.event(this, packet);
        }
    }

    /** Whether what the client sends is taken. */
    boolean takesPackets() {
        return state == SocketState.CONNECTED;
    }

    // --- what leaves

    /** A broadcast reached this socket. On the session's executor. */
    void deliver(SocketPacket.Event packet, OutgoingMessage message, OutgoingMessage sent, boolean isVolatile) {
        if (reachable) {
            ListenerCalls.outgoing(this, packet);
            if (isVolatile) {
                session.sendVolatile(sent);
            } else {
                session.send(sent);
            }
        } else if (held != null && !isVolatile) {
            ListenerCalls.outgoing(this, packet);
            held.add(message);
        }
    }

    /** Whether nothing is sent any more. */
    boolean hasEnded() {
        SocketState now = state;
        return now == SocketState.DISCONNECTING || now == SocketState.DISCONNECTED;
    }

    /** The application emits so many bytes to this socket. May hold its listener up. Any thread. */
    void onEmit(long bytes) {
        Inbox waiting = inbox;
        if (waiting != null) {
            waiting.onEmit(bytes);
        }
    }

    /** Sends an event of this socket alone; nothing once it is disconnected. */
    void sendEvent(SocketPacket.Event packet, OutgoingMessage message, boolean isVolatile) {
        if (!hasEnded()) {
            runInOutputTurn(() -> {
                ListenerCalls.outgoing(this, packet);
                send(message, isVolatile);
            });
        }
    }

    /** With recovery broadcasts and single events may wait for their turn, and what follows them must not overtake. */
    private void runInOutputTurn(Runnable task) {
        if (home.isRecoverable()) {
            home.adapter().runInTurn(task);
        } else {
            task.run();
        }
    }

    void sendAck(long ackId, PacketArgs args) {
        if (state == SocketState.CONNECTED) {
            OutgoingMessage message = home.context().parser().encode(new SocketPacket.Ack(home.name(), ackId, args));
            runInOutputTurn(() -> send(message, false));
        }
    }

    private void send(OutgoingMessage message, boolean isVolatile) {
        if (home.isRecoverable() && session.inExecutor()) {
            // Broadcasts are always posted with recovery, so what must not overtake them is as well.
            execute(() -> sendNow(message, isVolatile));
        } else {
            sendNow(message, isVolatile);
        }
    }

    private void sendNow(OutgoingMessage message, boolean isVolatile) {
        if (isVolatile) {
            session.sendVolatile(message);
        } else {
            session.send(message);
        }
    }

    /** Awaits an acknowledgement of this client. */
    AckTable.Added awaitAck(long ackId, AckTable.Listener listener, long timeoutMillis) {
        if (hasEnded()) {
            return AckTable.Added.CLOSED;
        }
        AckTable owed = ackTable();
        AckTable.Added added = owed.add(
                ackId, listener, timeoutMillis, home.context().options().maxPendingAcks());
        if (hasEnded()) {
            // Lost the race against the end, which may not have seen the table.
            owed.close();
        }
        return added;
    }

    /** Runs a task behind those of acknowledgements that arrived before. */
    void runInAckTurn(Runnable task) {
        ackTable().runInTurn(task);
    }

    /** Nobody awaits it any more. */
    void forgetAck(long ackId) {
        AckTable owed = acks;
        if (owed != null) {
            owed.remove(ackId);
        }
    }

    /** Number of acknowledgements that the client owes. */
    public int pendingAcks() {
        AckTable owed = acks;
        return owed == null ? 0 : owed.size();
    }

    private AckTable ackTable() {
        AckTable table = acks;
        if (table == null) {
            synchronized (rooms) {
                table = acks;
                if (table == null) {
                    table = new AckTable(
                            home.context().timers(),
                            session.executor(),
                            home.context().handlers());
                    acks = table;
                }
            }
        }
        return table;
    }

    // --- rooms

    @Override
    public Set<String> rooms() {
        return rooms.names();
    }

    @Override
    public CompletableFuture<Void> join(String... names) {
        return join(Arrays.asList(names));
    }

    @Override
    public CompletableFuture<Void> join(Collection<String> names) {
        names.forEach(name -> requireNonNull(name, "room"));
        int limit = home.context().options().maxRoomsPerSocket();
        if (recovery == null) {
            return rooms.join(names, limit);
        }
        try {
            CompletableFuture<Void> joined = rooms.join(names, limit);
            return joined.thenCombine(recovery.onChange(), (done, kept) -> done);
        } catch (IllegalStateException e) {
            // Those below the limit were joined.
            recovery.onChange();
            throw e;
        }
    }

    @Override
    public void leave(String room) {
        rooms.leave(room);
        onChange();
    }

    private void onChange() {
        if (recovery != null) {
            recovery.onChange();
        }
    }

    boolean isInOwnRoom() {
        return rooms.isInOwnRoom();
    }

    // --- what it is

    @Override
    public String id() {
        return id;
    }

    @Override
    public Namespace namespace() {
        return home;
    }

    @Override
    public Handshake handshake() {
        return new DefaultHandshake(session.request(), auth, issuedMillis);
    }

    @Override
    public ConcurrentMap<String, Object> data() {
        ConcurrentMap<String, Object> map = data;
        if (map == null) {
            synchronized (rooms) {
                map = data;
                if (map == null) {
                    map = recovery == null ? new ConcurrentHashMap<>(4) : new SocketData(this::onChange);
                    data = map;
                }
            }
        }
        return map;
    }

    /** The data; null if none were ever attached. */
    public @Nullable ConcurrentMap<String, Object> dataIfAny() {
        return data;
    }

    /** The private id; null without recovery. */
    public @Nullable String pid() {
        return recovery == null ? null : recovery.pid();
    }

    @Override
    public boolean isConnected() {
        SocketState now = state;
        return now == SocketState.CONNECTED || now == SocketState.DISCONNECTING;
    }

    @Override
    public boolean isRecovered() {
        return recovered;
    }

    @Override
    public EngineSession conn() {
        return session;
    }

    @Override
    public long bufferedAmount() {
        return session.bufferedAmount();
    }

    @Override
    public boolean isWritable() {
        return session.isWritable();
    }

    SocketHome home() {
        return home;
    }

    /** Not the socket, which the application may lock. */
    @Override
    protected Object tableLock() {
        return rooms;
    }

    SocketOutput output() {
        return output;
    }

    Executor executor() {
        return session.executor();
    }

    void execute(Runnable task) {
        try {
            session.executor().execute(task);
        } catch (RejectedExecutionException e) {
            // The server has stopped, and the session with it.
        }
    }

    @Override
    public String toString() {
        return "socket " + id + " in " + home.name();
    }

    /** Reports what the application's code threw on behalf of this socket. */
    public void reportFailure(String what, Throwable error) {
        report(what, error);
    }

    @Override
    void report(String event, Throwable error) {
        home.context().errors().report(this, event, error);
    }
}
