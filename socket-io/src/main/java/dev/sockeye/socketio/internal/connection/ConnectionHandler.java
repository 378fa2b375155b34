package dev.sockeye.socketio.internal.connection;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.engineio.EngineHandler;
import dev.sockeye.engineio.EngineMessage;
import dev.sockeye.engineio.EngineSession;
import dev.sockeye.socketio.internal.namespace.NamespaceRegistry;
import org.jspecify.annotations.Nullable;

/** Makes a connection of each session and hands it what happens to the session. Immutable, thread-safe. */
public final class ConnectionHandler implements EngineHandler {
    private final NamespaceRegistry namespaces;

    /** A handler for the sessions of one server. */
    public ConnectionHandler(NamespaceRegistry namespaces) {
        this.namespaces = namespaces;
    }

    @Override
    public void onOpen(EngineSession session) {
        ClientConnection connection = new ClientConnection(session, namespaces);
        session.attach(connection);
        connection.open();
    }

    @Override
    public void onMessage(EngineSession session, EngineMessage message) {
        ClientConnection connection = connection(session);
        if (connection != null) {
            connection.onMessage(message);
        }
    }

    @Override
    public void onDrain(EngineSession session) {
        ClientConnection connection = connection(session);
        if (connection != null) {
            connection.onDrain();
        }
    }

    @Override
    public void onClose(EngineSession session, CloseReason reason, String description) {
        ClientConnection connection = connection(session);
        if (connection != null) {
            connection.onClose(reason, description);
        }
    }

    private static @Nullable ClientConnection connection(EngineSession session) {
        return (ClientConnection) session.attachment();
    }
}
