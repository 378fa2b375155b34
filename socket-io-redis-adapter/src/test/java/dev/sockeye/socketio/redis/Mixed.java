package dev.sockeye.socketio.redis;

import static org.awaitility.Awaitility.await;

import dev.sockeye.socketio.adapter.Adapter;
import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.BroadcastOptions.Flags;
import dev.sockeye.socketio.adapter.SocketSnapshot;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What tests of mixed clusters do again and again. */
final class Mixed {
    static final Duration LONG = Duration.ofSeconds(5);

    static {
        org.awaitility.Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
    }

    private Mixed() {}

    static SocketPacket.Event event(Object... args) {
        return new SocketPacket.Event("/", SocketPacket.NO_ACK, PacketArgs.of(args));
    }

    static BroadcastOptions to(String... rooms) {
        return new BroadcastOptions(Set.of(rooms), Set.of(), Flags.NONE);
    }

    static BroadcastOptions except(BroadcastOptions options, String... rooms) {
        return new BroadcastOptions(options.rooms(), Set.of(rooms), options.flags());
    }

    static BroadcastOptions timeout(BroadcastOptions options, long millis) {
        return new BroadcastOptions(
                options.rooms(), options.except(), options.flags().withTimeout(Duration.ofMillis(millis)));
    }

    /** Waits until an adapter counts so many servers. */
    static void awaitServers(Adapter adapter, int count) {
        await().atMost(LONG).until(() -> adapter.serverCount().get(1, TimeUnit.SECONDS) == count);
    }

    static void awaitServers(NodePeer peer, int count) {
        await().atMost(LONG).until(() -> Long.valueOf(count).equals(peer.call("servers", Map.of())));
    }

    static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }

    static List<String> ids(List<SocketSnapshot> sockets) {
        return sockets.stream().map(SocketSnapshot::id).sorted().toList();
    }

    /** Broadcasts and collects acknowledgements as the server does: until all clients of all servers answered. */
    static CompletableFuture<List<Object>> broadcastWithAck(
            Adapter adapter, SocketPacket.Event packet, BroadcastOptions options) {
        AckCollector collector = new AckCollector();
        adapter.broadcastWithAck(packet, options, collector::addClients, collector::addAnswer);
        adapter.serverCount().thenAccept(collector::setServers);
        return collector.result;
    }

    private static final class AckCollector {
        final CompletableFuture<List<Object>> result = new CompletableFuture<>();
        private final List<Object> answers = new ArrayList<>();
        private final AtomicInteger servers = new AtomicInteger();
        private int clients;
        private int expectedServers = -1;

        synchronized void addClients(int count) {
            clients += count;
            servers.incrementAndGet();
            check();
        }

        synchronized void addAnswer(Object answer) {
            answers.add(answer);
            check();
        }

        synchronized void setServers(int count) {
            expectedServers = count;
            check();
        }

        private void check() {
            if (servers.get() == expectedServers && answers.size() == clients) {
                result.complete(List.copyOf(answers));
            }
        }
    }
}
