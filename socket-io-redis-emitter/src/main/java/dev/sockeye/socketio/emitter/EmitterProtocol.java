package dev.sockeye.socketio.emitter;

/** Which adapter the servers have that are to be reached. */
public enum EmitterProtocol {
    /** {@code @socket.io/redis-adapter} and {@code RedisAdapterFactory.pubSub}: any Redis. */
    PUB_SUB,
    /**
     * The sharded adapter of {@code @socket.io/redis-adapter} and {@code RedisAdapterFactory.sharded}, in each of its modes:
     * Redis 7. Broadcasts go to the channel of the namespace, which all servers hear.
     */
    SHARDED,
    /** {@code @socket.io/redis-streams-adapter} and {@code RedisAdapterFactory.streams}: Redis 6.2. */
    STREAMS
}
