/**
 * Socket.IO packets, their arguments and the interface of a parser; pure: no channels and no threads.
 *
 * <p>Start reading at {@link dev.sockeye.socketio.protocol.SocketPacket}; {@link
 * dev.sockeye.socketio.protocol.PacketParser} turns packets into Engine.IO messages and back.
 */
@NullMarked
package dev.sockeye.socketio.protocol;

import org.jspecify.annotations.NullMarked;
