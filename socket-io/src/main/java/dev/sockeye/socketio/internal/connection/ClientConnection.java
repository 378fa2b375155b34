package dev.sockeye.socketio.internal.connection;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.engineio.EngineMessage;
import dev.sockeye.engineio.EngineSession;
import dev.sockeye.engineio.protocol.ProtocolVersion;
import dev.sockeye.socketio.DisconnectReason;
import dev.sockeye.socketio.internal.namespace.Admission;
import dev.sockeye.socketio.internal.namespace.ConnectPackets;
import dev.sockeye.socketio.internal.namespace.DefaultNamespace;
import dev.sockeye.socketio.internal.namespace.NamespaceRegistry;
import dev.sockeye.socketio.internal.socket.DefaultSocket;
import dev.sockeye.socketio.internal.socket.SocketContext;
import dev.sockeye.socketio.internal.socket.SocketOutput;
import dev.sockeye.socketio.internal.socket.Timers;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client with its sockets. Confined to the session's executor, but for the methods of {@link SocketOutput}, which may
 * be called from any thread and hop.
 */
final class ClientConnection extends JoinedSockets implements SocketOutput {
    private static final Logger logger = LoggerFactory.getLogger(ClientConnection.class);
    private static final String[] NO_NAMES = {};

    private final EngineSession session;
    private final NamespaceRegistry namespaces;
    private final PacketParser.Decoder decoder;

    /** Names of the namespaces that are being asked. */
    private String[] pending = NO_NAMES;

    /** Closes the connection unless a namespace is joined in time; null when that is settled. */
    private Timers.@Nullable Timer connectTimer;

    /** Whether nothing is taken from the client any more. */
    private boolean ended;

    /** Bytes that the decoder keeps, as counted in the server's input memory. */
    private long keptBytes;

    /** How many sockets want reading to pause. */
    private int pauses;

    ClientConnection(EngineSession session, NamespaceRegistry namespaces) {
        this.session = session;
        this.namespaces = namespaces;
        this.decoder = context().parser().newDecoder();
    }

    private SocketContext context() {
        return namespaces.context();
    }

    // --- the session's callbacks

    void open() {
        assert session.inExecutor();
        long timeoutMillis = context().options().connectTimeout().toMillis();
        connectTimer = context().timers().schedule(session.executor(), timeoutMillis, this::onConnectTimeout);
        if (session.protocol() == ProtocolVersion.V3) {
            // Clients of that time take the main namespace for granted; in a later flush, behind the open packet.
            execute(() -> join("/", PacketArgs.none()));
        }
    }

    void onMessage(EngineMessage message) {
        assert session.inExecutor();
        if (ended) {
            return;
        }
        SocketPacket packet;
        try {
            packet = decoder.decode(message);
        } catch (PacketFormatException | RuntimeException e) {
            onFormatError(e);
            return;
        }
        long bytes = keptBytes + message.length();
        if (!keep(decoder.pendingBytes())) {
            onNoMemory();
        } else if (packet != null) {
            onPacket(packet, bytes);
        }
    }

    /** Counts what the decoder keeps now; false if there is no memory for it. */
    private boolean keep(long bytes) {
        long before = keptBytes;
        if (bytes > before && !context().inputMemory().reserve(bytes - before)) {
            return false;
        }
        context().inputMemory().release(Math.max(0, before - bytes));
        keptBytes = bytes;
        return true;
    }

    private void onNoMemory() {
        onFormatError(new PacketFormatException("no memory for more input"));
    }

    void onDrain() {
        forEachSocket(DefaultSocket::onDrain);
    }

    void onClose(CloseReason reason, String description) {
        assert session.inExecutor();
        end();
        DisconnectReason why =
                switch (reason) {
                    case TRANSPORT_CLOSE -> DisconnectReason.TRANSPORT_CLOSE;
                    case TRANSPORT_ERROR -> DisconnectReason.TRANSPORT_ERROR;
                    case PING_TIMEOUT -> DisconnectReason.PING_TIMEOUT;
                    case PARSE_ERROR -> DisconnectReason.PARSE_ERROR;
                    case FORCED_CLOSE -> DisconnectReason.FORCED_CLOSE;
                };
        closeSockets(why, description);
    }

    // --- packets

    private void onPacket(SocketPacket packet, long bytes) {
        switch (packet.type()) {
            case CONNECT -> onConnect((SocketPacket.Connect) packet);
            case EVENT -> {
                DefaultSocket socket = find(packet.namespace());
                if (socket == null) {
                    onViolation("EVENT for a namespace not joined");
                } else if (!socket.onEvent((SocketPacket.Event) packet, bytes)) {
                    onNoMemory();
                }
            }
            case ACK -> {
                DefaultSocket socket = find(packet.namespace());
                if (socket == null) {
                    onViolation("ACK for a namespace not joined");
                } else {
                    socket.onAck((SocketPacket.Ack) packet);
                }
            }
            case DISCONNECT -> {
                DefaultSocket socket = find(packet.namespace());
                if (socket == null) {
                    onViolation("DISCONNECT for a namespace not joined");
                } else {
                    drop(socket);
                    socket.close(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT, "");
                }
            }
            case CONNECT_ERROR -> onViolation("CONNECT_ERROR from a client");
        }
    }

    private void onConnect(SocketPacket.Connect packet) {
        if (session.protocol() == ProtocolVersion.V3) {
            NamespaceQuery query = NamespaceQuery.parse(packet.namespace());
            join(query.path(), query.auth());
        } else {
            join(packet.namespace(), packet.payload());
        }
    }

    private void join(String name, PacketArgs auth) {
        if (ended) {
            return;
        }
        if (find(name) != null || Arrays.asList(pending).contains(name)) {
            onViolation("CONNECT for a namespace already joined");
            return;
        }
        if (joined() + pending.length >= context().options().maxNamespacesPerConnection()) {
            session.send(
                    ConnectPackets.refused(context().parser(), name, session.protocol(), "too many namespaces", null));
            return;
        }
        pending = Arrays.copyOf(pending, pending.length + 1);
        pending[pending.length - 1] = name;
        Object data = auth.size() == 0 ? null : auth.value(0);
        namespaces.find(name, data, namespace -> onExecutor(() -> ask(name, auth, namespace)));
    }

    private void ask(String name, PacketArgs auth, @Nullable DefaultNamespace namespace) {
        if (namespace == null) {
            settle(name);
            if (!ended) {
                session.send(ConnectPackets.invalidNamespace(context().parser(), name));
            }
        } else if (ended) {
            namespace.cancel();
        } else {
            namespace.connect(new Pending(name, auth));
        }
    }

    /** A namespace that is being asked. */
    private final class Pending implements Admission {
        private final String name;
        private final PacketArgs auth;

        Pending(String name, PacketArgs auth) {
            this.name = name;
            this.auth = auth;
        }

        @Override
        public SocketOutput output() {
            return ClientConnection.this;
        }

        @Override
        public PacketArgs auth() {
            return auth;
        }

        @Override
        public boolean isOpen() {
            return !ended && session.isOpen();
        }

        @Override
        public void admitted(DefaultSocket socket) {
            settle(name);
            add(socket);
            stopConnectTimer();
        }

        @Override
        public void refused(String message, @Nullable Object data) {
            settle(name);
            session.send(ConnectPackets.refused(context().parser(), name, session.protocol(), message, data));
        }
    }

    private void settle(String name) {
        pending = pending.length == 1 // the only one
                ? NO_NAMES
                : Arrays.stream(pending).filter(other -> !other.equals(name)).toArray(String[]::new);
    }

    // --- what ends the connection

    private void onConnectTimeout() {
        connectTimer = null;
        if (joined() == 0 && !ended) {
            logger.debug("[{}] no namespace joined in time", session.id());
            session.close();
        }
    }

    /** The client broke the order of packets. Replies that wait are still delivered. */
    private void onViolation(String what) {
        logger.debug("[{}] protocol violation: {}", session.id(), what);
        session.close();
        if (!ended) {
            // The engine delivers what is buffered first: as in the reference, the sockets do not wait for that.
            end();
            closeSockets(DisconnectReason.FORCED_SERVER_CLOSE, "");
        }
    }

    /** The client broke the format of packets. The sockets are told, and stay until the session has ended. */
    private void onFormatError(Exception error) {
        logger.debug("[{}] malformed packet: {}", session.id(), error.getMessage());
        forEachSocket(socket -> socket.onError(error));
        boolean before = ended;
        ended = true;
        closeDecoder();
        if (!before) {
            session.close();
        }
    }

    private void end() {
        ended = true;
        stopConnectTimer();
        closeDecoder();
    }

    private void closeDecoder() {
        decoder.close();
        keep(0);
    }

    private void stopConnectTimer() {
        if (connectTimer != null) {
            connectTimer.cancel();
            connectTimer = null;
        }
    }

    private void closeSockets(DisconnectReason reason, String description) {
        DefaultSocket[] closing = sockets();
        dropAll();
        for (DefaultSocket socket : closing) {
            socket.close(reason, description);
        }
    }

    // --- as its sockets see it; any thread

    @Override
    public EngineSession session() {
        return session;
    }

    @Override
    public void remove(DefaultSocket socket) {
        onExecutor(() -> drop(socket));
    }

    @Override
    public void disconnectAll() {
        onExecutor(() -> closeBehind(sockets(), 0));
    }

    /** Disconnects one socket after the other, each with what was emitted to it, and then closes the session. */
    private void closeBehind(DefaultSocket[] closing, int first) {
        if (first == closing.length) {
            session.close();
        } else {
            closing[first].disconnect(false);
            closing[first].runBehindOutput(() -> closeBehind(closing, first + 1));
        }
    }

    @Override
    public void pause() {
        onExecutor(() -> {
            if (pauses++ == 0) {
                session.pauseReading();
            }
        });
    }

    @Override
    public void resume() {
        onExecutor(() -> {
            if (--pauses == 0) {
                session.resumeReading();
            }
        });
    }

    private void onExecutor(Runnable task) {
        if (session.inExecutor()) {
            task.run();
        } else {
            execute(task);
        }
    }

    private void execute(Runnable task) {
        try {
            session.executor().execute(task);
        } catch (RejectedExecutionException e) {
            logger.debug("[{}] the server has stopped", session.id());
        }
    }
}
