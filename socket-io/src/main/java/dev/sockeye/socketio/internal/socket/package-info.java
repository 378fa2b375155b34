/**
 * One client in one namespace: its state, listeners, acknowledgements, mailbox and rooms.
 *
 * <p>Packets come in through {@link dev.sockeye.socketio.internal.socket.DefaultSocket}; what a socket needs of the stages
 * above are the interfaces {@link dev.sockeye.socketio.internal.socket.SocketHome} (namespace) and {@link
 * dev.sockeye.socketio.internal.socket.SocketOutput} (connection). Start reading at {@code DefaultSocket}.
 */
@NullMarked
package dev.sockeye.socketio.internal.socket;

import org.jspecify.annotations.NullMarked;
