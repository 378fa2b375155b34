package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.protocol.SocketPacket;

/**
 * An event of the stream and whom it is for. Immutable.
 *
 * @param packet without its offset
 * @param target its receivers
 */
record StreamEvent(SocketPacket.Event packet, BroadcastOptions target) {}
