package dev.sockeye.socketio.emitter;

/**
 * What an emitter has done so far.
 *
 * @param published messages that Redis has taken
 * @param lost messages that were not sent, or whose fate is unknown
 * @param pendingBytes about how many bytes wait for Redis at this moment
 */
public record EmitterMetrics(long published, long lost, long pendingBytes) {}
