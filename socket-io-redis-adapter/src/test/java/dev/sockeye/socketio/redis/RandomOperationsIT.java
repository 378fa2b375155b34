package dev.sockeye.socketio.redis;

import static dev.sockeye.socketio.redis.Mixed.awaitServers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.BroadcastOptions.Flags;
import dev.sockeye.socketio.adapter.cluster.DataJson;
import dev.sockeye.testsupport.Proves;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Generated operations on a cluster of two servers of ours and one of Node, compared with what a model says of rooms and
 * deliveries. {@code -Dredis.operations=10000} does the long form, {@code -Dredis.seed} another run, {@code -Dredis.kind} one
 * kind of adapter only.
 */
@Proves({"A7", "A8", "A10", "A11", "A13", "A30", "A34"})
final class RandomOperationsIT {
    private static final int OPERATIONS = Integer.getInteger("redis.operations", 300);
    private static final long SEED = Long.getLong("redis.seed", 1);
    private static final List<String> ROOMS = List.of("red", "green", "blue", "7", "ünï çødé", "#");

    enum Kind {
        CLASSIC("classic", Map.of()),
        SPECIFIC_RESPONSES("classic", Map.of("publishOnSpecificResponseChannel", true)),
        SHARDED_STATIC("sharded", Map.of("subscriptionMode", "static")),
        SHARDED_DYNAMIC("sharded", Map.of("subscriptionMode", "dynamic")),
        SHARDED_DYNAMIC_PRIVATE("sharded", Map.of("subscriptionMode", "dynamic-private")),
        STREAMS("streams", Map.of());

        final String adapter;
        final Map<String, Object> options;

        Kind(String adapter, Map<String, Object> options) {
            this.adapter = adapter;
            this.options = options;
        }

        RedisAdapterFactory factory(RedisConnections connections) {
            return switch (this) {
                case CLASSIC ->
                    RedisAdapterFactory.pubSub(
                            connections, PubSubOptions.builder().build());
                case SPECIFIC_RESPONSES ->
                    RedisAdapterFactory.pubSub(
                            connections,
                            PubSubOptions.builder()
                                    .publishOnSpecificResponseChannel(true)
                                    .build());
                case SHARDED_STATIC -> sharded(connections, SubscriptionMode.STATIC);
                case SHARDED_DYNAMIC -> sharded(connections, SubscriptionMode.DYNAMIC);
                case SHARDED_DYNAMIC_PRIVATE -> sharded(connections, SubscriptionMode.DYNAMIC_PRIVATE);
                case STREAMS ->
                    RedisAdapterFactory.streams(
                            connections, StreamsOptions.builder().build());
            };
        }

        private static RedisAdapterFactory sharded(RedisConnections connections, SubscriptionMode mode) {
            return RedisAdapterFactory.sharded(
                    connections, ShardedOptions.builder().subscriptionMode(mode).build());
        }
    }

    private final Random random = new Random(SEED);
    /** Rooms of each socket, its own included, as they should be. */
    private final Map<String, Set<String>> model = new TreeMap<>();
    /** What each event should have reached: "socket event arguments". */
    private final List<String> expected = new ArrayList<>();

    private Kind running;
    private RedisProcess redis;
    private FakeNode[] ours;
    private NodePeer node;

    /** All, or the one that {@code redis.kind} names. */
    static List<Kind> kinds() {
        String one = System.getProperty("redis.kind");
        return one == null ? List.of(Kind.values()) : List.of(Kind.valueOf(one));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theClusterDoesWhatTheModelSays(Kind kind) throws Exception {
        running = kind;
        redis = RedisProcess.start();
        try (RedisProcess closing = redis;
                RedisConnections connections = RedisConnections.standalone(redis.uri());
                NodePeer peer = NodePeer.start(Map.of(
                        "adapter",
                        kind.adapter,
                        "ports",
                        List.of(redis.port()),
                        "node",
                        "peer",
                        "options",
                        kind.options));
                FakeNode first = new FakeNode("/").with(kind.factory(connections));
                FakeNode second = new FakeNode("/").with(kind.factory(connections))) {
            node = peer;
            ours = new FakeNode[] {first, second};
            awaitServers(first.adapter(), 3);
            awaitServers(second.adapter(), 3);
            awaitServers(node, 3);
            Mixed.get(first.initialized());
            Mixed.get(second.initialized());
            for (int i = 0; i < 9; i++) {
                addSocket(i);
            }
            awaitState();
            for (int i = 0; i < OPERATIONS; i++) {
                operate(i);
            }
            awaitDeliveries();
        }
    }

    private void addSocket(int i) {
        String id = "socketNumber0000000" + i;
        model.put(id, new TreeSet<>(Set.of(id)));
        if (i % 3 == 2) {
            node.call("add", Map.of("socket", id));
        } else {
            ours[i % 3].add(id);
        }
    }

    private void operate(int number) throws Exception {
        int server = random.nextInt(3);
        int kind = random.nextInt(20);
        Set<String> rooms = someRooms(3);
        Set<String> except = random.nextInt(3) == 0 ? someRooms(2) : Set.of();
        if (kind < 12) {
            broadcast(server, number, rooms, except);
        } else if (kind < 14) {
            broadcastWithAck(server, number, rooms, except);
        } else if (kind < 16) {
            fetch(server, rooms, except);
        } else {
            // Who is in which room must be settled before and after.
            awaitDeliveries();
            changeRooms(server, kind < 18, rooms, except);
            awaitState();
        }
    }

    private Set<String> someRooms(int max) {
        Set<String> rooms = new TreeSet<>();
        int count = random.nextInt(max + 1);
        List<String> sockets = new ArrayList<>(model.keySet());
        for (int i = 0; i < count; i++) {
            rooms.add(
                    random.nextInt(4) == 0
                            ? sockets.get(random.nextInt(sockets.size()))
                            : ROOMS.get(random.nextInt(ROOMS.size())));
        }
        return rooms;
    }

    private List<String> matching(Set<String> rooms, Set<String> except) {
        return model.entrySet().stream()
                .filter(socket -> rooms.isEmpty() || !Collections.disjoint(rooms, socket.getValue()))
                .filter(socket -> Collections.disjoint(except, socket.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private Object value(int depth) {
        return switch (random.nextInt(depth > 2 ? 6 : 8)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextLong() >> 11;
            case 2 -> random.nextInt() + 0.5;
            case 3 -> random.nextBoolean();
            case 4 -> "text \"\\\n\u0001€😀" + random.nextInt(100);
            case 5 -> {
                byte[] bytes = new byte[random.nextInt(300)];
                random.nextBytes(bytes);
                yield bytes;
            }
            case 6 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(depth + 1));
                }
                yield list;
            }
            default -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put("key" + i, value(depth + 1));
                }
                yield map;
            }
        };
    }

    private void broadcast(int server, int number, Set<String> rooms, Set<String> except) {
        List<Object> args = new ArrayList<>(List.of("event" + number, value(0), value(0)));
        // A volatile event may be dropped by a real transport; here it is not.
        boolean isVolatile = random.nextInt(4) == 0;
        boolean compress = random.nextInt(4) != 0;
        for (String socket : matching(rooms, except)) {
            expected.add(socket + " " + canonical(args));
        }
        if (server == 2) {
            node.call(
                    "broadcast",
                    Map.of(
                            "target",
                            target(rooms, except, Map.of("volatile", isVolatile, "compress", compress)),
                            "args",
                            args));
        } else {
            Flags flags = Flags.NONE.withCompress(compress);
            ours[server]
                    .adapter()
                    .broadcast(
                            Mixed.event(args.toArray()),
                            new BroadcastOptions(rooms, except, isVolatile ? flags.withVolatile() : flags));
        }
    }

    private void broadcastWithAck(int server, int number, Set<String> rooms, Set<String> except) throws Exception {
        Object argument = value(1);
        List<Object> args = List.of("ask" + number, argument);
        List<String> sockets = matching(rooms, except);
        sockets.forEach(socket -> expected.add(socket + " " + canonical(args)));
        List<?> answers;
        if (server == 2) {
            Map<?, ?> result = (Map<?, ?>) node.call(
                    "broadcastAck", Map.of("target", target(rooms, except, Map.of()), "args", args, "timeout", 5000));
            assertThat(result.get("error")).isNull();
            answers = (List<?>) result.get("responses");
        } else {
            answers = Mixed.get(Mixed.broadcastWithAck(
                    ours[server].adapter(),
                    Mixed.event(args.toArray()),
                    Mixed.timeout(new BroadcastOptions(rooms, except, Flags.NONE), 5000)));
        }
        List<String> wanted = sockets.stream()
                .map(socket -> canonical(new TreeMap<>(Map.of("from", socket, "echo", argument))))
                .sorted()
                .toList();
        assertThat(answers.stream()
                        .map(answer -> canonical(new TreeMap<>((Map<?, ?>) answer)))
                        .sorted())
                .isEqualTo(wanted);
    }

    private void fetch(int server, Set<String> rooms, Set<String> except) throws Exception {
        List<String> ids;
        if (server == 2) {
            List<?> sockets = (List<?>) node.call("fetch", Map.of("target", target(rooms, except, Map.of())));
            ids = sockets.stream()
                    .map(socket -> String.valueOf(((Map<?, ?>) socket).get("id")))
                    .sorted()
                    .toList();
        } else {
            ids = Mixed.ids(
                    Mixed.get(ours[server].adapter().fetchSockets(new BroadcastOptions(rooms, except, Flags.NONE))));
        }
        assertThat(ids).isEqualTo(matching(rooms, except));
    }

    private void changeRooms(int server, boolean join, Set<String> rooms, Set<String> except) {
        Set<String> changed = new TreeSet<>(Set.of(ROOMS.get(random.nextInt(ROOMS.size()))));
        changed.add(ROOMS.get(0));
        for (String socket : matching(rooms, except)) {
            if (join) {
                model.get(socket).addAll(changed);
            } else {
                model.get(socket).removeAll(changed);
            }
        }
        if (server == 2) {
            node.call(
                    join ? "join" : "leave",
                    Map.of("target", target(rooms, except, Map.of()), "rooms", List.copyOf(changed)));
        } else if (join) {
            ours[server].adapter().addSockets(new BroadcastOptions(rooms, except, Flags.NONE), changed);
        } else {
            ours[server].adapter().removeSockets(new BroadcastOptions(rooms, except, Flags.NONE), changed);
        }
    }

    private static Map<String, Object> target(Set<String> rooms, Set<String> except, Map<String, Object> flags) {
        return Map.of("rooms", List.copyOf(rooms), "except", List.copyOf(except), "flags", flags);
    }

    /** Waits until each server sees the rooms of all sockets as the model does, and has the channels of its rooms. */
    private void awaitState() {
        await().atMost(Duration.ofSeconds(10)).pollDelay(Duration.ZERO).untilAsserted(() -> {
            Map<String, Set<String>> actual = new TreeMap<>();
            for (Object socket : (List<?>) node.call("fetch", Map.of("target", Map.of()))) {
                Map<?, ?> map = (Map<?, ?>) socket;
                Set<String> rooms = new TreeSet<>();
                ((List<?>) map.get("rooms")).forEach(room -> rooms.add(String.valueOf(room)));
                actual.put(String.valueOf(map.get("id")), rooms);
            }
            assertThat(actual).isEqualTo(model);
        });
        await().atMost(Duration.ofSeconds(10)).pollDelay(Duration.ZERO).untilAsserted(this::assertChannels);
    }

    /** With a channel for each room: as many subscribers as there are servers with a socket in it. */
    private void assertChannels() {
        if (!running.equals(Kind.SHARDED_DYNAMIC) && !running.equals(Kind.SHARDED_DYNAMIC_PRIVATE)) {
            return;
        }
        Map<String, Set<Integer>> servers = new TreeMap<>();
        ROOMS.forEach(room -> servers.put(room, new TreeSet<>()));
        model.forEach((socket, rooms) -> rooms.forEach(room -> servers.computeIfAbsent(room, any -> new TreeSet<>())
                .add((socket.charAt(socket.length() - 1) - '0') % 3)));
        if (running.equals(Kind.SHARDED_DYNAMIC)) {
            servers.keySet().retainAll(ROOMS);
        }
        servers.forEach((room, having) -> assertThat(redis.call("PUBSUB", "SHARDNUMSUB", "socket.io#/#" + room + "#"))
                .as(room)
                .endsWith(":" + having.size() + "\r\n"));
    }

    /** Waits until all that should arrive has, and compares it exactly. */
    private void awaitDeliveries() {
        // What reaches nobody now must not arrive after rooms have changed: it is before the last event of its server.
        for (int server = 0; server < 3; server++) {
            broadcast(server, -1 - server, Set.of(), Set.of());
        }
        List<String> wanted = expected.stream().sorted().toList();
        try {
            await().atMost(Duration.ofSeconds(10))
                    .pollDelay(Duration.ZERO)
                    .until(() -> actual().size() >= wanted.size());
        } finally {
            List<String> actual = actual();
            List<String> missing = new ArrayList<>(wanted);
            actual.forEach(missing::remove);
            List<String> surplus = new ArrayList<>(actual);
            wanted.forEach(surplus::remove);
            assertThat(missing).as("missing").isEmpty();
            assertThat(surplus).as("surplus").isEmpty();
        }
        expected.clear();
        node.drainAll();
        ours[0].drain();
        ours[1].drain();
    }

    private List<String> actual() {
        List<FakeNode.Received> all = new ArrayList<>(node.received());
        all.addAll(ours[0].received());
        all.addAll(ours[1].received());
        return all.stream()
                .map(received -> received.socket() + " " + canonical(received.args()))
                .sorted()
                .toList();
    }

    /** A text that is the same for equal data, whichever way it came. */
    private static String canonical(Object value) {
        return new String(DataJson.encode(plain(value)).orElseThrow(), StandardCharsets.UTF_8);
    }

    private static Object plain(Object value) {
        if (value instanceof byte[] bytes) {
            return "binary " + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(RandomOperationsIT::plain).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((key, element) -> sorted.put(String.valueOf(key), plain(element)));
            return sorted;
        }
        return value instanceof Number number ? number.doubleValue() : value;
    }
}
