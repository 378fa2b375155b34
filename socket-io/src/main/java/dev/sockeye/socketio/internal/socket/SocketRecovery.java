package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.DisconnectReason;
import dev.sockeye.socketio.adapter.KeptSession;
import dev.sockeye.socketio.adapter.RecoverableSocket;
import dev.sockeye.socketio.adapter.SessionSnapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What makes a socket's session one that can be resumed. Thread-safe. */
final class SocketRecovery implements RecoverableSocket {
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final DefaultSocket socket;
    /** The private id, which only the client knows. */
    private final String pid;
    /** Null until the socket is connected, and if the adapter keeps sessions only after their end. */
    private volatile @Nullable KeptSession kept;

    SocketRecovery(DefaultSocket socket, String pid) {
        this.socket = socket;
        this.pid = pid;
    }

    String pid() {
        return pid;
    }

    /** The socket has entered its namespace. */
    void start() {
        try {
            kept = socket.home().adapter().keepSession(this).orElse(null);
            onChange();
        } catch (RuntimeException e) {
            socket.report("keep session", e);
        }
    }

    /** Rooms or data have changed; completes when that is kept. */
    CompletableFuture<Void> onChange() {
        KeptSession current = kept;
        return current == null ? DONE : current.onChange();
    }

    /** The socket is about to leave its rooms. */
    void stop(DisconnectReason reason) {
        KeptSession current = kept;
        try {
            if (current == null) {
                if (reason.isRecoverable()) {
                    socket.home().adapter().persistSession(snapshot());
                }
            } else if (reason.isRecoverable()) {
                current.persist(snapshot());
            } else {
                current.discard();
            }
        } catch (RuntimeException e) {
            socket.report("persist session", e);
        }
    }

    @Override
    public SessionSnapshot snapshot() {
        Map<String, Object> data = socket.dataIfAny();
        return new SessionSnapshot(socket.id(), pid, socket.rooms(), data == null ? null : new HashMap<>(data));
    }

    @Override
    public void end() {
        socket.close(DisconnectReason.TRANSPORT_CLOSE, "resumed by another connection");
    }
}
