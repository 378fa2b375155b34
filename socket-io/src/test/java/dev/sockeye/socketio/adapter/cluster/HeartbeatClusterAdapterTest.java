package dev.sockeye.socketio.adapter.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.socketio.adapter.AdapterContext;
import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.ClusterTimeoutException;
import dev.sockeye.socketio.adapter.LocalSockets;
import dev.sockeye.socketio.adapter.SocketSnapshot;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.SocketPacket;
import dev.sockeye.testsupport.Proves;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import org.junit.jupiter.api.Test;

@Proves({"A5", "A6"})
final class HeartbeatClusterAdapterTest {
    /** All adapters of a cluster in this process; one that is mute neither sends nor hears. */
    private final List<BusAdapter> bus = new ArrayList<>();

    private final class BusAdapter extends HeartbeatClusterAdapter {
        final String name;
        final List<String> received;
        final List<Runnable> beats;
        final List<Runnable> timeouts;
        boolean mute;

        BusAdapter(String name, List<String> received, List<Runnable> beats, List<Runnable> timeouts) {
            super(newContext(name, received, beats, timeouts), Duration.ofSeconds(5), Duration.ofSeconds(10));
            this.name = name;
            this.received = received;
            this.beats = beats;
            this.timeouts = timeouts;
        }

        @Override
        protected CompletableFuture<?> doPublish(ClusterMessage message) {
            if (!mute) {
                List.copyOf(bus).stream().filter(other -> !other.mute).forEach(other -> other.onMessage(message));
            }
            return CompletableFuture.completedFuture(null);
        }

        @Override
        protected CompletableFuture<?> doPublishResponse(String requesterUid, ClusterMessage.Response response) {
            return doPublish(response);
        }

        int servers() {
            return serverCount().join();
        }
    }

    private BusAdapter start(String name) {
        BusAdapter adapter = new BusAdapter(name, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        bus.add(adapter);
        adapter.init();
        return adapter;
    }

    private static AdapterContext newContext(
            String name, List<String> received, List<Runnable> beats, List<Runnable> timeouts) {
        ScheduledFuture<?> timer = fake(ScheduledFuture.class, Map.of("cancel", true));
        ScheduledExecutorService scheduler = (ScheduledExecutorService) Proxy.newProxyInstance(
                HeartbeatClusterAdapterTest.class.getClassLoader(),
                new Class<?>[] {ScheduledExecutorService.class},
                (proxy, method, args) -> {
                    (method.getName().equals("schedule") ? timeouts : beats).add((Runnable) args[0]);
                    return timer;
                });
        LocalSockets sockets = (LocalSockets) Proxy.newProxyInstance(
                HeartbeatClusterAdapterTest.class.getClassLoader(),
                new Class<?>[] {LocalSockets.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "namespace" -> "/";
                    case "fetchSockets" -> List.of(new SocketSnapshot(name, Map.of(), Set.of(name), null));
                    case "broadcast" -> received.add(((SocketPacket.Event) args[0]).name());
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        return fake(AdapterContext.class, Map.of("sockets", sockets, "scheduler", scheduler));
    }

    private static <T> T fake(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> answers.get(method.getName())));
    }

    private static void beat(BusAdapter... adapters) {
        for (BusAdapter adapter : adapters) {
            List.copyOf(adapter.beats).forEach(Runnable::run);
        }
    }

    @Test
    void serversFindEachOther() {
        BusAdapter a = start("a");
        assertThat(a.servers()).isEqualTo(1);
        BusAdapter b = start("b");
        BusAdapter c = start("c");
        assertThat(List.of(a.servers(), b.servers(), c.servers())).containsExactly(3, 3, 3);
    }

    @Test
    void aBroadcastReachesEachServerOnce() {
        BusAdapter a = start("a");
        BusAdapter b = start("b");

        a.broadcast(new SocketPacket.Event("/", SocketPacket.NO_ACK, PacketArgs.of("hi")), BroadcastOptions.ALL);

        assertThat(a.received).containsExactly("hi");
        assertThat(b.received).containsExactly("hi");
    }

    @Test
    void aServerThatLeavesIsNotWaitedFor() {
        BusAdapter a = start("a");
        BusAdapter b = start("b");
        BusAdapter c = start("c");
        c.mute = true;
        CompletableFuture<List<SocketSnapshot>> fetched = a.fetchSockets(BroadcastOptions.ALL);
        assertThat(fetched).isNotDone();
        c.mute = false;

        c.close();

        assertThat(fetched).isCompleted();
        assertThat(fetched.join()).extracting(SocketSnapshot::id).containsExactly("a", "b");
        assertThat(List.of(a.servers(), b.servers())).containsExactly(2, 2);
        assertThat(a.pendingRequests()).isZero();
    }

    @Test
    void aServerThatFallsSilentIsForgottenAfterTheTimeout() {
        BusAdapter a = start("a");
        BusAdapter b = start("b");
        BusAdapter c = start("c");
        c.mute = true;
        beat(a, b, a, b);
        assertThat(a.servers()).as("within the timeout").isEqualTo(3);

        beat(a, b);

        assertThat(a.servers()).isEqualTo(2);
        assertThat(b.servers()).isEqualTo(2);
    }

    @Test
    void aRequestEndsWithItsTimeoutAndSaysWhatIsMissing() {
        BusAdapter a = start("a");
        start("b");
        start("c").mute = true;
        CompletableFuture<List<SocketSnapshot>> fetched = a.fetchSockets(BroadcastOptions.ALL);

        List.copyOf(a.timeouts).forEach(Runnable::run);

        assertThat(fetched)
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(ClusterTimeoutException.class)
                .withMessage("timeout reached: only 1 responses received out of 2");
        assertThat(a.pendingRequests()).isZero();
    }
}
