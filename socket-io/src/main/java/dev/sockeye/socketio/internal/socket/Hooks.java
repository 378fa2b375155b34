package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.AnyListener;
import dev.sockeye.socketio.DisconnectListener;
import dev.sockeye.socketio.ErrorListener;
import dev.sockeye.socketio.PacketMiddleware;

/** What an application hangs on a socket beside listeners of events; made when the first of them is. Thread-safe. */
final class Hooks {
    final ListenerList<AnyListener> any = new ListenerList<>();
    final ListenerList<AnyListener> anyOutgoing = new ListenerList<>();
    final ListenerList<PacketMiddleware> middlewares = new ListenerList<>();
    final ListenerList<DisconnectListener> disconnecting = new ListenerList<>();
    final ListenerList<DisconnectListener> disconnect = new ListenerList<>();
    final ListenerList<ErrorListener> error = new ListenerList<>();
    final ListenerList<Runnable> drain = new ListenerList<>();
}
