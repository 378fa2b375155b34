/**
 * Rooms and broadcasts over several nodes, joined by Redis Pub/Sub.
 */
@NullMarked
package dev.sockeye.socketio.redis;

import org.jspecify.annotations.NullMarked;
