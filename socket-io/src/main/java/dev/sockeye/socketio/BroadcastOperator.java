package dev.sockeye.socketio;

/** A narrowed-down broadcast. Immutable: each modifier returns a new one, so that it may be kept and reused. */
public interface BroadcastOperator extends BroadcastTarget {}
