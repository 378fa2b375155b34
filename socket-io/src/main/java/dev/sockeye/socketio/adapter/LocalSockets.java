package dev.sockeye.socketio.adapter;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one namespace on this node: what an adapter may ask of its own server. Thread-safe; nothing here
 * blocks.
 */
public interface LocalSockets {
    /** The namespace with its leading slash. */
    String namespace();

    /** Whether any socket of this node is in the room (its own id counts as a room). */
    boolean hasRoom(String room);

    /** Whether a socket of this node has this id. */
    boolean hasSocket(String id);

    /** The rooms of this node, own-id rooms included. A copy. */
    Set<String> rooms();

    /** Ids of the sockets in any of the rooms; of all sockets if no room is given. A copy. */
    Set<String> sockets(Set<String> rooms);

    /** Delivers an event to the sockets that the options match. Encodes it once, or not at all if nobody matches. */
    void broadcast(SocketPacket.Event packet, BroadcastOptions options);

    /**
     * The same for an event that is already encoded.
     *
     * @param encoded the event encoded by the server's parser
     */
    default void broadcast(SocketPacket.Event packet, OutgoingMessage encoded, BroadcastOptions options) {
        broadcast(packet, options);
    }

    /**
     * Delivers an event and collects acknowledgements until the timeout of the options (or the default) has passed.
     *
     * @param packet its ack id is replaced by a fresh one of the namespace
     * @param clientCount told once, before any acknowledgement, how many sockets matched
     * @param ack told the first argument of each acknowledgement, as data, null if it was empty
     */
    void broadcastWithAck(
            SocketPacket.Event packet,
            BroadcastOptions options,
            IntConsumer clientCount,
            Consumer<@Nullable Object> ack);

    /** The sockets that the options match. */
    List<SocketSnapshot> fetchSockets(BroadcastOptions options);

    /** Makes the matching sockets join the rooms. */
    void addSockets(BroadcastOptions options, Set<String> rooms);

    /** Makes the matching sockets leave the rooms. */
    void removeSockets(BroadcastOptions options, Set<String> rooms);

    /** Disconnects the matching sockets, with their connection if {@code close}. */
    void disconnectSockets(BroadcastOptions options, boolean close);

    /**
     * Hands an event of another server to the listeners of the namespace.
     *
     * @param args the event's name and arguments
     * @param ack told the answer (first argument) if the other server wants one, null otherwise
     */
    void onServerSideEmit(PacketArgs args, @Nullable Consumer<@Nullable Object> ack);
}
