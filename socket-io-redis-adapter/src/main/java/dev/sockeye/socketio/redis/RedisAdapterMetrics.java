package dev.sockeye.socketio.redis;

/**
 * What a factory's adapters have done since it was made. Immutable.
 *
 * @param published messages that Redis took
 * @param lost messages that could not be sent: no connection, too much waiting for Redis, or refused by Redis
 * @param received messages of other servers that were carried out
 * @param skipped messages that were no concern of this server: its own, or for rooms that nobody here has joined
 * @param ignored messages that were malformed
 * @param interruptions how often the connection for subscriptions was lost; what others published meanwhile is missing
 *     here, except with streams
 * @param gaps how often the oldest entry of a stream was later than the last that this server had read, so that some may
 *     be missing here
 * @param pendingBytes size of the messages that wait for Redis at this moment
 */
public record RedisAdapterMetrics(
        long published,
        long lost,
        long received,
        long skipped,
        long ignored,
        long interruptions,
        long gaps,
        long pendingBytes) {}
