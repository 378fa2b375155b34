package dev.sockeye.socketio.adapter.cluster;

import dev.sockeye.socketio.adapter.Adapter;
import dev.sockeye.socketio.adapter.AdapterContext;
import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.LocalSockets;
import dev.sockeye.socketio.adapter.SocketSnapshot;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The base of adapters that tie several servers together. A subclass carries messages: it sends what {@link #doPublish}
 * and {@link #doPublishResponse} are given, and calls {@link #onMessage} with what arrives.
 *
 * <p>Every operation is done on this node at once, whether or not the message can be sent: the reference adapters wait
 * for the broker first. Requests to other servers end with their timeout at the latest; the partial answers and the
 * number of servers that are missing are in the {@link dev.sockeye.socketio.adapter.ClusterTimeoutException}.
 *
 * <p>Thread-safe; no method blocks.
 */
public abstract class ClusterAdapter implements Adapter {
    /** The sender of messages that come from no server. */
    public static final String EMITTER_UID = "emitter";

    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    private final AdapterContext context;
    private final LocalSockets sockets;
    private final String uid = ClusterIds.next();
    private final Duration requestTimeout;
    private final PendingRequests requests;
    /** Broadcasts that wait for acknowledgements, by request id. */
    private final Map<String, AckRequest> ackRequests = new ConcurrentHashMap<>();
    /** What the last successful count said; used while the servers cannot be counted. */
    private volatile int lastServerCount = 1;

    /** With a request timeout of 5 seconds. */
    protected ClusterAdapter(AdapterContext context) {
        this(context, DEFAULT_TIMEOUT);
    }

    /** @param requestTimeout how long other servers may take to answer, unless the call says something else */
    protected ClusterAdapter(AdapterContext context, Duration requestTimeout) {
        this.context = context;
        this.sockets = context.sockets();
        this.requestTimeout = requestTimeout;
        this.requests = new PendingRequests(context.scheduler());
    }

    /**
     * Sends a message to all other servers of the namespace; it may come back to this one. Must not block. The future
     * fails if it is known that the message was not sent.
     *
     * @throws IllegalArgumentException if an argument cannot be encoded
     */
    protected abstract CompletableFuture<?> doPublish(ClusterMessage message);

    /** Sends an answer to one server, or to all. Must not block. */
    protected abstract CompletableFuture<?> doPublishResponse(String requesterUid, ClusterMessage.Response response);

    /** Counts the servers of the namespace, this one included; fails if they cannot be counted. */
    protected abstract CompletableFuture<Integer> doCountServers();

    /** Id of this adapter among those of all servers: 16 hexadecimal digits. */
    protected final String uid() {
        return uid;
    }

    /** What the adapter was given. */
    protected final AdapterContext context() {
        return context;
    }

    /** The sockets of this node. */
    protected final LocalSockets sockets() {
        return sockets;
    }

    /** Number of requests and broadcasts that wait for answers; for tests and gauges. */
    public final int pendingRequests() {
        return requests.size() + ackRequests.size();
    }

    /** Ends what waits for answers. Subclasses release their own first. */
    @Override
    public CompletableFuture<Void> close() {
        requests.failAll("adapter closed");
        ackRequests.clear();
        return DONE;
    }

    /** While the servers cannot be counted, the last number that was known. */
    @Override
    public final CompletableFuture<Integer> serverCount() {
        return doCountServers().handle((count, failure) -> {
            if (failure == null) {
                lastServerCount = Math.max(1, count);
            }
            return lastServerCount;
        });
    }

    // Operations of this server.

    @Override
    public void broadcast(SocketPacket.Event packet, BroadcastOptions options) {
        if (!options.flags().local()) {
            doPublish(new ClusterMessage.Broadcast(uid, sockets.namespace(), packet, options, Optional.empty()));
        }
        sockets.broadcast(packet, options);
    }

    @Override
    public void broadcastWithAck(
            SocketPacket.Event packet,
            BroadcastOptions options,
            IntConsumer clientCount,
            Consumer<@Nullable Object> ack) {
        if (!options.flags().local()) {
            String requestId = ClusterIds.next();
            ackRequests.put(requestId, new AckRequest(clientCount, ack));
            // Whether all clients have answered is known to the caller only.
            context.scheduler()
                    .schedule(
                            () -> ackRequests.remove(requestId),
                            options.flags().timeout().orElse(requestTimeout).toMillis(),
                            TimeUnit.MILLISECONDS);
            SocketPacket.Event event = new SocketPacket.Event(packet.namespace(), SocketPacket.NO_ACK, packet.args());
            doPublish(new ClusterMessage.Broadcast(uid, sockets.namespace(), event, options, Optional.of(requestId)));
        }
        runInTurn(() -> sockets.broadcastWithAck(packet, options, clientCount, ack));
    }

    @Override
    public CompletableFuture<Void> addSockets(BroadcastOptions options, Set<String> rooms) {
        if (!options.flags().local()) {
            doPublish(new ClusterMessage.SocketsJoin(uid, sockets.namespace(), options, rooms));
        }
        sockets.addSockets(options, rooms);
        return DONE;
    }

    @Override
    public CompletableFuture<Void> removeSockets(BroadcastOptions options, Set<String> rooms) {
        if (!options.flags().local()) {
            doPublish(new ClusterMessage.SocketsLeave(uid, sockets.namespace(), options, rooms));
        }
        sockets.removeSockets(options, rooms);
        return DONE;
    }

    @Override
    public CompletableFuture<Void> disconnectSockets(BroadcastOptions options, boolean close) {
        if (!options.flags().local()) {
            doPublish(new ClusterMessage.DisconnectSockets(uid, sockets.namespace(), options, close));
        }
        sockets.disconnectSockets(options, close);
        return DONE;
    }

    @Override
    public CompletableFuture<List<SocketSnapshot>> fetchSockets(BroadcastOptions options) {
        List<SocketSnapshot> local = sockets.fetchSockets(options);
        if (options.flags().local()) {
            return CompletableFuture.completedFuture(local);
        }
        Duration timeout = options.flags().timeout().orElse(requestTimeout);
        return serverCount()
                .thenCompose(count -> count <= 1
                        ? CompletableFuture.completedFuture(local)
                        : request(
                                        local,
                                        count - 1,
                                        timeout,
                                        id -> new ClusterMessage.FetchSockets(uid, sockets.namespace(), options, id))
                                .thenApply(answers -> answers.stream()
                                        .map(SocketSnapshot.class::cast)
                                        .toList()));
    }

    @Override
    public void serverSideEmit(PacketArgs args) {
        doPublish(new ClusterMessage.ServerSideEmit(uid, sockets.namespace(), args, Optional.empty()));
    }

    @Override
    public CompletableFuture<List<@Nullable Object>> serverSideEmitWithAck(PacketArgs args, Duration timeout) {
        return serverCount()
                .thenCompose(count -> count <= 1
                        ? CompletableFuture.completedFuture(List.of())
                        : request(
                                List.of(),
                                count - 1,
                                timeout,
                                id -> new ClusterMessage.ServerSideEmit(
                                        uid, sockets.namespace(), args, Optional.of(id))));
    }

    private CompletableFuture<List<@Nullable Object>> request(
            List<?> first, int expected, Duration timeout, Function<String, ClusterMessage> newMessage) {
        return requestAll(first, expected, timeout, id -> doPublish(newMessage.apply(id)));
    }

    /**
     * Asks other servers and collects their answers, which come in by {@link #answer}.
     *
     * @param first what this server has to say itself
     * @param expected how many servers will answer
     * @param send sends the request with the given id
     */
    protected final CompletableFuture<List<@Nullable Object>> requestAll(
            List<?> first, int expected, Duration timeout, Function<String, CompletableFuture<?>> send) {
        String requestId = ClusterIds.next();
        CompletableFuture<List<@Nullable Object>> result = requests.open(requestId, first, expected, timeout);
        send.apply(requestId).whenComplete((sent, failure) -> {
            if (failure != null) {
                requests.fail(requestId, "request not sent");
            }
        });
        return result;
    }

    /** Takes the answer of one server to a request; those to requests that are unknown or over are ignored. */
    protected final void answer(String requestId, String responderUid, Collection<?> answers) {
        requests.answer(requestId, responderUid, answers);
    }

    // Messages of other servers.

    /**
     * Takes a message of another server. Messages of this server and of other namespaces are ignored; answers may come in
     * here, too.
     */
    protected void onMessage(ClusterMessage message) {
        if (message.uid().equals(uid) || !message.namespace().equals(sockets.namespace())) {
            return;
        }
        switch (message.type()) {
            case BROADCAST -> onBroadcast((ClusterMessage.Broadcast) message);
            case SOCKETS_JOIN -> {
                ClusterMessage.SocketsJoin join = (ClusterMessage.SocketsJoin) message;
                sockets.addSockets(join.options(), join.rooms());
            }
            case SOCKETS_LEAVE -> {
                ClusterMessage.SocketsLeave leave = (ClusterMessage.SocketsLeave) message;
                sockets.removeSockets(leave.options(), leave.rooms());
            }
            case DISCONNECT_SOCKETS -> {
                ClusterMessage.DisconnectSockets disconnect = (ClusterMessage.DisconnectSockets) message;
                sockets.disconnectSockets(disconnect.options(), disconnect.close());
            }
            case FETCH_SOCKETS -> {
                ClusterMessage.FetchSockets fetch = (ClusterMessage.FetchSockets) message;
                doPublishResponse(
                        fetch.uid(),
                        new ClusterMessage.FetchSocketsResponse(
                                uid, sockets.namespace(), fetch.requestId(), sockets.fetchSockets(fetch.options())));
            }
            case SERVER_SIDE_EMIT -> onServerSideEmit((ClusterMessage.ServerSideEmit) message);
            case FETCH_SOCKETS_RESPONSE, SERVER_SIDE_EMIT_RESPONSE, BROADCAST_CLIENT_COUNT, BROADCAST_ACK ->
                onResponse((ClusterMessage.Response) message);
            // Servers are counted in another way, unless the subclass looks at heartbeats.
            case INITIAL_HEARTBEAT, HEARTBEAT, ADAPTER_CLOSE -> {}
        }
    }

    /** Delivers the broadcast of another server. */
    protected void onBroadcast(ClusterMessage.Broadcast broadcast) {
        if (broadcast.requestId().isEmpty()) {
            sockets.broadcast(broadcast.packet(), broadcast.options());
            return;
        }
        String requestId = broadcast.requestId().get();
        sockets.broadcastWithAck(
                broadcast.packet(),
                broadcast.options(),
                count -> doPublishResponse(
                        broadcast.uid(),
                        new ClusterMessage.BroadcastClientCount(uid, sockets.namespace(), requestId, count)),
                answer -> doPublishResponse(
                        broadcast.uid(), new ClusterMessage.BroadcastAck(uid, sockets.namespace(), requestId, answer)));
    }

    private void onServerSideEmit(ClusterMessage.ServerSideEmit emit) {
        if (emit.requestId().isEmpty()) {
            sockets.onServerSideEmit(emit.args(), null);
            return;
        }
        AtomicBoolean answered = new AtomicBoolean();
        sockets.onServerSideEmit(emit.args(), answer -> {
            if (answered.compareAndSet(false, true)) {
                doPublishResponse(
                        emit.uid(),
                        new ClusterMessage.ServerSideEmitResponse(
                                uid, sockets.namespace(), emit.requestId().get(), answer));
            }
        });
    }

    /** Takes the answer of another server; answers to requests that are unknown or over are ignored. */
    protected final void onResponse(ClusterMessage.Response response) {
        if (response instanceof ClusterMessage.FetchSocketsResponse fetched) {
            requests.answer(fetched.requestId(), fetched.uid(), fetched.sockets());
        } else if (response instanceof ClusterMessage.ServerSideEmitResponse answer) {
            requests.answer(answer.requestId(), answer.uid(), Collections.singletonList(answer.answer()));
        } else if (response instanceof ClusterMessage.BroadcastClientCount count) {
            AckRequest request = ackRequests.get(count.requestId());
            if (request != null) {
                request.clientCount().accept(count.clientCount());
            }
        } else if (response instanceof ClusterMessage.BroadcastAck ack) {
            AckRequest request = ackRequests.get(ack.requestId());
            if (request != null) {
                request.ack().accept(ack.answer());
            }
        }
    }

    /** Whether a request or broadcast of this server waits for answers under this id. */
    protected final boolean isPending(String requestId) {
        return ackRequests.containsKey(requestId) || requests.contains(requestId);
    }

    /** Stops waiting for a server that is gone. */
    final void forget(String goneUid) {
        requests.forget(goneUid);
    }

    private record AckRequest(IntConsumer clientCount, Consumer<@Nullable Object> ack) {}
}
