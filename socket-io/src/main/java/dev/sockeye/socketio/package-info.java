/**
 * The API of a Socket.IO server: sockets, namespaces, broadcasts and what the application hangs on them. Names follow
 * the JavaScript server, so that its documentation can be read side by side.
 *
 * <p>Start reading at {@link dev.sockeye.socketio.Socket}; the server itself is {@code
 * dev.sockeye.socketio.server.SocketIoServer}.
 */
@NullMarked
package dev.sockeye.socketio;

import org.jspecify.annotations.NullMarked;
