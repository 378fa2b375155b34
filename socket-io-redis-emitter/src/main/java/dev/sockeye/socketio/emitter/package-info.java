/**
 * Sends to the sockets of a cluster, whose servers are Java or Node, over Redis. Needs no server, and nothing of one. Start
 * reading at {@link dev.sockeye.socketio.emitter.RedisEmitter}.
 */
@NullMarked
package dev.sockeye.socketio.emitter;

import org.jspecify.annotations.NullMarked;
