package dev.sockeye.socketio.adapter.cluster;

import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.SocketSnapshot;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A message between servers about one namespace. Immutable. */
public sealed interface ClusterMessage {
    /** The sender: an id that is new for each adapter, {@code "emitter"} for emitters, empty if it did not say. */
    String uid();

    /** The namespace with its leading slash. */
    String namespace();

    /** The type. */
    ClusterMessageType type();

    /** The answer to a request; goes to the server that asked. */
    sealed interface Response extends ClusterMessage {
        /** Id of the request. */
        String requestId();
    }

    /** See {@link ClusterMessageType#INITIAL_HEARTBEAT}. */
    record InitialHeartbeat(String uid, String namespace) implements ClusterMessage {
        @Override
        public ClusterMessageType type() {
            return ClusterMessageType.INITIAL_HEARTBEAT;
        }
    }

    /** See {@link ClusterMessageType#HEARTBEAT}. */
    record Heartbeat(String uid, String namespace) implements ClusterMessage {
        @Override
        public ClusterMessageType type() {
            return ClusterMessageType.HEARTBEAT;
        }
    }

    /**
     * See {@link ClusterMessageType#BROADCAST}.
     *
     * @param requestId present if acknowledgements are wanted
     */
    record Broadcast(
            String uid,
            String namespace,
            SocketPacket.Event packet,
            BroadcastOptions options,
            Optional<String> requestId)
            implements ClusterMessage {
        @Override
        public ClusterMessageType type() {
            return ClusterMessageType.BROADCAST;
        }
    }

    /** See {@link ClusterMessageType#SOCKETS_JOIN}. */
    record SocketsJoin(String uid, String namespace, BroadcastOptions options, Set<String> rooms)
            implements ClusterMessage {
        @Override
        public ClusterMessageType type() {
            return ClusterMessageType.SOCKETS_JOIN;
        }
    }

    /** See {@link ClusterMessageType#SOCKETS_LEAVE}. */
    record SocketsLeave(String uid, String namespace, BroadcastOptions options, Set<String> rooms)
            implements ClusterMessage {
        @Override
        public ClusterMessageType type() {
            return ClusterMessageType.SOCKETS_LEAVE;
        }
    }

    /**
     * See {@link ClusterMessageType#DISCONNECT_SOCKETS}.
     *
     * @param close with their connections
     */
    record DisconnectSockets(String uid, String namespace, BroadcastOptions options, boolean close)
            implements ClusterMessage {
        @Override
        public ClusterMessageType type() {
            return ClusterMessageType.DISCONNECT_SOCKETS;
        }
    }

    /** See {@link ClusterMessageType#FETCH_SOCKETS}. */
    record FetchSockets(String uid, String namespace, BroadcastOptions options, String requestId)
            implements ClusterMessage {
        @Override
        public ClusterMessageType type() {
            return ClusterMessageType.FETCH_SOCKETS;
        }
    }

    /** See {@link ClusterMessageType#FETCH_SOCKETS_RESPONSE}. */
    record FetchSocketsResponse(String uid, String namespace, String requestId, List<SocketSnapshot> sockets)
            implements Response {
        @Override
        public ClusterMessageType type() {
            return ClusterMessageType.FETCH_SOCKETS_RESPONSE;
        }
    }

    /**
     * See {@link ClusterMessageType#SERVER_SIDE_EMIT}.
     *
     * @param args name and arguments
     * @param requestId present if answers are wanted
     */
    record ServerSideEmit(String uid, String namespace, PacketArgs args, Optional<String> requestId)
            implements ClusterMessage {
        @Override
        public ClusterMessageType type() {
            return ClusterMessageType.SERVER_SIDE_EMIT;
        }
    }

    /** See {@link ClusterMessageType#SERVER_SIDE_EMIT_RESPONSE}. */
    record ServerSideEmitResponse(String uid, String namespace, String requestId, @Nullable Object answer)
            implements Response {
        @Override
        public ClusterMessageType type() {
            return ClusterMessageType.SERVER_SIDE_EMIT_RESPONSE;
        }
    }

    /** See {@link ClusterMessageType#BROADCAST_CLIENT_COUNT}. */
    record BroadcastClientCount(String uid, String namespace, String requestId, int clientCount) implements Response {
        @Override
        public ClusterMessageType type() {
            return ClusterMessageType.BROADCAST_CLIENT_COUNT;
        }
    }

    /** See {@link ClusterMessageType#BROADCAST_ACK}. */
    record BroadcastAck(String uid, String namespace, String requestId, @Nullable Object answer) implements Response {
        @Override
        public ClusterMessageType type() {
            return ClusterMessageType.BROADCAST_ACK;
        }
    }

    /** See {@link ClusterMessageType#ADAPTER_CLOSE}. */
    record AdapterClose(String uid, String namespace) implements ClusterMessage {
        @Override
        public ClusterMessageType type() {
            return ClusterMessageType.ADAPTER_CLOSE;
        }
    }
}
