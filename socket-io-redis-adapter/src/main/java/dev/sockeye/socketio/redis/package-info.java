/**
 * Adapters that tie several servers together over Redis, and share a cluster with servers of Node.
 *
 * <p>Operations come in through {@link dev.sockeye.socketio.adapter.Adapter} and go out as messages over {@code RedisLink};
 * messages of others come in through {@code Subscriptions}. Start reading at {@link
 * dev.sockeye.socketio.redis.RedisAdapterFactory}.
 */
@NullMarked
package dev.sockeye.socketio.redis;

import org.jspecify.annotations.NullMarked;
