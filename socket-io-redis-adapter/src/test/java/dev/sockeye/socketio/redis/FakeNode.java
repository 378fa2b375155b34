package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.adapter.Adapter;
import dev.sockeye.socketio.adapter.AdapterContext;
import dev.sockeye.socketio.adapter.AdapterFactory;
import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.LocalSockets;
import dev.sockeye.socketio.adapter.SocketSnapshot;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * A server with one namespace whose sockets are objects here, so that a test sees the adapter alone. Each socket
 * acknowledges an event with its id and the first argument. Thread-safe.
 */
final class FakeNode implements LocalSockets, AdapterContext, AutoCloseable {
    /** What happened to a socket, or to the node. */
    record Received(String socket, List<Object> args) {}

    private static final class FakeSocket {
        final Set<String> rooms = new LinkedHashSet<>();
        Object data = Map.of();
        boolean silent;
    }

    private final String namespace;
    private final Optional<Duration> recovery;
    private final Map<String, FakeSocket> sockets = new HashMap<>();
    private final List<Received> received = new ArrayList<>();
    private final List<String> disconnected = new ArrayList<>();
    private final List<List<Object>> serverSide = new ArrayList<>();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private Adapter adapter;
    private AdapterFactory factory;
    private CompletableFuture<Void> initialized;
    boolean silentServer;

    FakeNode(String namespace) {
        this(namespace, Optional.empty());
    }

    FakeNode(String namespace, Optional<Duration> recovery) {
        this.namespace = namespace;
        this.recovery = recovery;
    }

    /** Makes and starts the adapter; the factory is closed with this node. */
    FakeNode with(AdapterFactory adapterFactory) {
        factory = adapterFactory;
        adapter = adapterFactory.create(this);
        initialized = adapter.init();
        return this;
    }

    /** Completes when the adapter hears other servers. */
    CompletableFuture<Void> initialized() {
        return initialized;
    }

    Adapter adapter() {
        return adapter;
    }

    /** Adds a socket in its own room and others. */
    FakeNode add(String id, String... rooms) {
        synchronized (this) {
            sockets.put(id, new FakeSocket());
        }
        List<String> created = new ArrayList<>();
        synchronized (this) {
            Set<String> before = rooms();
            Set<String> joined = sockets.get(id).rooms;
            joined.add(id);
            joined.addAll(Arrays.asList(rooms));
            joined.stream().filter(room -> !before.contains(room)).forEach(created::add);
        }
        created.forEach(room -> adapter.onRoomCreated(room));
        return this;
    }

    synchronized FakeNode data(String id, Object data) {
        sockets.get(id).data = data;
        return this;
    }

    synchronized FakeNode silent(String id) {
        sockets.get(id).silent = true;
        return this;
    }

    synchronized void remove(String id) {
        FakeSocket socket = sockets.remove(id);
        if (socket != null) {
            socket.rooms.forEach(this::roomLeft);
        }
    }

    private void roomLeft(String room) {
        if (sockets.values().stream().noneMatch(other -> other.rooms.contains(room))) {
            adapter.onRoomDeleted(room);
        }
    }

    synchronized List<Received> received() {
        return List.copyOf(received);
    }

    synchronized int count() {
        return received.size();
    }

    synchronized List<Received> drain() {
        List<Received> all = List.copyOf(received);
        received.clear();
        return all;
    }

    synchronized List<String> disconnected() {
        return List.copyOf(disconnected);
    }

    synchronized List<List<Object>> serverSideEvents() {
        return List.copyOf(serverSide);
    }

    synchronized Set<String> roomsOf(String id) {
        FakeSocket socket = sockets.get(id);
        return socket == null ? Set.of() : Set.copyOf(socket.rooms);
    }

    // LocalSockets

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public synchronized boolean hasRoom(String room) {
        return sockets.values().stream().anyMatch(socket -> socket.rooms.contains(room));
    }

    @Override
    public synchronized boolean hasSocket(String id) {
        return sockets.containsKey(id);
    }

    @Override
    public synchronized Set<String> rooms() {
        Set<String> rooms = new LinkedHashSet<>();
        sockets.values().forEach(socket -> rooms.addAll(socket.rooms));
        return rooms;
    }

    @Override
    public synchronized Set<String> sockets(Set<String> rooms) {
        return matching(new BroadcastOptions(rooms, Set.of(), BroadcastOptions.Flags.NONE))
                .keySet();
    }

    private Map<String, FakeSocket> matching(BroadcastOptions options) {
        Map<String, FakeSocket> result = new LinkedHashMap<>();
        sockets.forEach((id, socket) -> {
            if ((options.rooms().isEmpty() || options.rooms().stream().anyMatch(socket.rooms::contains))
                    && options.except().stream().noneMatch(socket.rooms::contains)) {
                result.put(id, socket);
            }
        });
        return result;
    }

    @Override
    public synchronized void broadcast(SocketPacket.Event packet, BroadcastOptions options) {
        matching(options).keySet().forEach(id -> received.add(new Received(id, values(packet.args()))));
    }

    private static List<Object> values(PacketArgs args) {
        return new ArrayList<>(args.values());
    }

    @Override
    public void broadcastWithAck(
            SocketPacket.Event packet, BroadcastOptions options, IntConsumer clientCount, Consumer<Object> ack) {
        Map<String, FakeSocket> matched;
        synchronized (this) {
            matched = matching(options);
            broadcast(packet, options);
        }
        clientCount.accept(matched.size());
        matched.forEach((id, socket) -> {
            if (!socket.silent) {
                Map<String, Object> answer = new LinkedHashMap<>();
                answer.put("from", id);
                answer.put("echo", packet.args().size() > 1 ? packet.args().value(1) : null);
                ack.accept(answer);
            }
        });
    }

    @Override
    public synchronized List<SocketSnapshot> fetchSockets(BroadcastOptions options) {
        List<SocketSnapshot> result = new ArrayList<>();
        matching(options)
                .forEach((id, socket) -> result.add(
                        new SocketSnapshot(id, Map.of("url", "/fake"), Set.copyOf(socket.rooms), socket.data)));
        return result;
    }

    @Override
    public void addSockets(BroadcastOptions options, Set<String> rooms) {
        List<String> created = new ArrayList<>();
        synchronized (this) {
            Set<String> before = rooms();
            matching(options).values().forEach(socket -> socket.rooms.addAll(rooms));
            rooms().stream().filter(room -> !before.contains(room)).forEach(created::add);
        }
        created.forEach(room -> adapter.onRoomCreated(room));
    }

    @Override
    public synchronized void removeSockets(BroadcastOptions options, Set<String> rooms) {
        matching(options)
                .values()
                .forEach(socket -> rooms.forEach(room -> {
                    if (socket.rooms.remove(room)) {
                        roomLeft(room);
                    }
                }));
    }

    @Override
    public synchronized void disconnectSockets(BroadcastOptions options, boolean close) {
        matching(options).keySet().forEach(id -> {
            disconnected.add(id + (close ? " closed" : ""));
            remove(id);
        });
    }

    @Override
    public synchronized void onServerSideEmit(PacketArgs args, Consumer<Object> ack) {
        serverSide.add(values(args));
        if (ack != null && !silentServer) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("node", "java");
            answer.put("echo", args.size() > 1 ? args.value(1) : null);
            ack.accept(answer);
        }
    }

    // AdapterContext

    @Override
    public LocalSockets sockets() {
        return this;
    }

    @Override
    public PacketParser parser() {
        return DataParser.INSTANCE;
    }

    @Override
    public ScheduledExecutorService scheduler() {
        return scheduler;
    }

    @Override
    public Optional<Duration> maxDisconnectionDuration() {
        return recovery;
    }

    @Override
    public void close() {
        if (adapter != null) {
            adapter.close();
            factory.close();
        }
        scheduler.shutdownNow();
    }
}
