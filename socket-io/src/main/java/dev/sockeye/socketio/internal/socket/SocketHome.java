package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.BroadcastOperator;
import dev.sockeye.socketio.Namespace;
import dev.sockeye.socketio.adapter.BroadcastOptions;

/** The namespace as its sockets see it. Thread-safe. */
public interface SocketHome extends Namespace {
    /** What all sockets share. */
    SocketContext context();

    /** The sockets and their rooms. */
    Rooms index();

    /** A fresh ack id; ids count from 0 and are shared by all sockets of the namespace. */
    long nextAckId();

    /** Whether sessions may be resumed: then events go through the adapter, which remembers them. */
    boolean isRecoverable();

    /** A broadcast with these options. */
    BroadcastOperator broadcastTo(BroadcastOptions options);

    /** A socket was disconnected and has left its rooms. */
    void onDetached(DefaultSocket socket);
}
