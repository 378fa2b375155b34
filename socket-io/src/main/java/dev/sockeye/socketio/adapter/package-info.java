/**
 * What scales a namespace over many servers: the interface of an adapter, and what an adapter may ask of its own node.
 *
 * <p>Start reading at {@link dev.sockeye.socketio.adapter.Adapter}.
 */
@NullMarked
package dev.sockeye.socketio.adapter;

import org.jspecify.annotations.NullMarked;
