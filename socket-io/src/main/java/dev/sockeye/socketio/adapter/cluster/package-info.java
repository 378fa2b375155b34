/**
 * The base of adapters that tie several servers together: requests and answers between nodes, and the form of the
 * messages. Operations of this node come in through {@link dev.sockeye.socketio.adapter.Adapter}, messages of other
 * nodes through {@code onMessage}; both end in {@link dev.sockeye.socketio.adapter.LocalSockets}.
 *
 * <p>Start reading at {@link dev.sockeye.socketio.adapter.cluster.ClusterAdapter}.
 */
@NullMarked
package dev.sockeye.socketio.adapter.cluster;

import org.jspecify.annotations.NullMarked;
