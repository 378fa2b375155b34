/**
 * The Socket.IO side of one Engine.IO session: decodes messages, finds the namespace and the socket they are for, and
 * closes the connection of a client that breaks the protocol.
 *
 * <p>In come the callbacks of {@link dev.sockeye.socketio.internal.connection.ConnectionHandler}; out go packets to
 * sockets and requests to be let into namespaces. Start reading at {@code ClientConnection}.
 */
@NullMarked
package dev.sockeye.socketio.internal.connection;

import org.jspecify.annotations.NullMarked;
