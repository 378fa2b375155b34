/**
 * The Socket.IO server: puts engine, connections, namespaces and parser together.
 *
 * <p>Start reading at {@link dev.sockeye.socketio.server.SocketIoServer}.
 */
@NullMarked
package dev.sockeye.socketio.server;

import org.jspecify.annotations.NullMarked;
