package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.protocol.PacketParser;

/**
 * How a broadcast is sent. Immutable.
 *
 * @param parser encodes the event
 * @param isVolatile drop it for clients that cannot take it at once
 * @param compress whether it may be compressed
 * @param alwaysPosted never deliver on the calling thread, so that the order is that of the calls of all threads
 */
public record SendMode(PacketParser parser, boolean isVolatile, boolean compress, boolean alwaysPosted) {}
