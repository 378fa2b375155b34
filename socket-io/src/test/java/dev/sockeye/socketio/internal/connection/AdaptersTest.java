package dev.sockeye.socketio.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.socketio.Socket;
import dev.sockeye.socketio.adapter.Adapter;
import dev.sockeye.socketio.adapter.AdapterContext;
import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.LocalAdapter;
import dev.sockeye.socketio.adapter.LocalSockets;
import dev.sockeye.socketio.adapter.SocketSnapshot;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.SocketPacket;
import dev.sockeye.testsupport.Proves;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an adapter is asked, and what it may ask. */
final class AdaptersTest {
    private final List<String> seen = new ArrayList<>();
    private final CompletableFuture<Void> roomReady = new CompletableFuture<>();
    private @Nullable LocalSockets sockets;
    private final TestServer server = new TestServer(options -> options.adapter(this::create));

    @AfterEach
    void close() {
        server.close();
    }

    private Adapter create(AdapterContext context) {
        sockets = context.sockets();
        return new RecordingAdapter(new LocalAdapter(context.sockets()));
    }

    /** Claims that there are two servers, and notes what it is asked. */
    private final class RecordingAdapter implements Adapter {
        private final LocalAdapter local;

        RecordingAdapter(LocalAdapter local) {
            this.local = local;
        }

        @Override
        public CompletableFuture<Void> init() {
            seen.add("init");
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> close() {
            seen.add("close");
            return CompletableFuture.failedFuture(new IllegalStateException("contained"));
        }

        @Override
        public CompletableFuture<Integer> serverCount() {
            return CompletableFuture.completedFuture(2);
        }

        @Override
        public CompletableFuture<Void> onRoomCreated(String room) {
            seen.add("created " + (room.length() == 20 ? "own" : room));
            return room.equals("slow") ? roomReady : CompletableFuture.completedFuture(null);
        }

        @Override
        public void onRoomDeleted(String room) {
            seen.add("deleted " + (room.length() == 20 ? "own" : room));
        }

        @Override
        public void broadcast(SocketPacket.Event packet, BroadcastOptions options) {
            seen.add("broadcast " + packet.name() + " local " + options.flags().local());
            local.broadcast(packet, options);
        }

        @Override
        public void broadcastWithAck(
                SocketPacket.Event packet,
                BroadcastOptions options,
                IntConsumer clientCount,
                Consumer<@Nullable Object> ack) {
            local.broadcastWithAck(packet, options, clientCount, ack);
            if (!options.flags().local()) {
                clientCount.accept(1);
                ack.accept("from afar");
            }
        }

        @Override
        public CompletableFuture<List<SocketSnapshot>> fetchSockets(BroadcastOptions options) {
            return local.fetchSockets(options);
        }

        @Override
        public CompletableFuture<Void> addSockets(BroadcastOptions options, Set<String> rooms) {
            return local.addSockets(options, rooms);
        }

        @Override
        public CompletableFuture<Void> removeSockets(BroadcastOptions options, Set<String> rooms) {
            return local.removeSockets(options, rooms);
        }

        @Override
        public CompletableFuture<Void> disconnectSockets(BroadcastOptions options, boolean close) {
            return local.disconnectSockets(options, close);
        }

        @Override
        public void serverSideEmit(PacketArgs args) {
            seen.add("server-side " + args.values());
        }

        @Override
        public CompletableFuture<List<@Nullable Object>> serverSideEmitWithAck(PacketArgs args, Duration timeout) {
            seen.add("server-side " + args.values() + " " + timeout);
            return CompletableFuture.completedFuture(List.of("pong"));
        }
    }

    @Test
    @Proves({"A3", "A4", "S38"})
    void theAdapterOfTheFactoryCarriesBroadcastsAndRooms() {
        FakeSession session = server.connect();
        Socket socket = server.main.sockets().iterator().next();
        CompletableFuture<Void> joined = socket.join("slow", "quick");
        CompletableFuture<Void> again = socket.join("slow");
        assertThat(joined).isNotDone();
        assertThat(again).isNotDone();
        roomReady.complete(null);
        assertThat(joined).isCompleted();
        assertThat(again).isCompleted();
        server.main.local().emit("e");
        server.run();
        assertThat(session.takeSent()).containsExactly("42[\"e\"]");
        server.receive(session, "41");
        server.namespaces.close().join();
        assertThat(seen)
                .containsExactly(
                        "init",
                        "created own",
                        "created slow",
                        "created quick",
                        "broadcast e local true",
                        "deleted slow",
                        "deleted quick",
                        "deleted own",
                        "close");
    }

    @Test
    @Proves({"S40", "S38"})
    void acknowledgementsAreAwaitedFromAllServers() {
        FakeSession session = server.connect();
        CompletableFuture<List<Object>> everywhere = server.main.emitWithAck("q");
        CompletableFuture<List<Object>> here = server.main.local().emitWithAck("q");
        server.run();
        session.takeSent();
        server.receive(session, "430[\"here\"]");
        server.receive(session, "431[\"here\"]");
        assertThat(everywhere.join()).containsExactly("from afar", "here");
        assertThat(here.join()).containsExactly("here");
    }

    @Test
    @Proves({"S49", "S50"})
    void serverSideEventsGoOutAndComeIn() {
        server.main.serverSideEmit("hello", 1);
        assertThat(server.main.serverSideEmitWithAck(null, "ping", "x").join()).containsExactly("pong");
        assertThat(seen).contains("server-side [hello, 1]", "server-side [ping, x] PT5S");
        assertThatThrownBy(() -> server.main.serverSideEmit("new_namespace"))
                .hasMessage("\"new_namespace\" is a reserved event name");
        assertThatThrownBy(() -> server.main.on("connection", args -> {})).hasMessageEndingWith("reserved event name");
        List<Object> answers = new ArrayList<>();
        server.main.on("ping", args -> {
            args.ack().send(args.value(0), "unused");
            args.ack().send("again");
        });
        server.main.on("ping", args -> {
            throw new IllegalStateException("contained");
        });
        sockets().onServerSideEmit(PacketArgs.of("ping", 5), answers::add);
        sockets().onServerSideEmit(PacketArgs.of("ping", 6), null);
        assertThat(answers).containsExactly(5);
    }

    @Test
    void anAdapterMayAskForSocketsAndRooms() {
        server.connect();
        Socket socket = server.main.sockets().iterator().next();
        socket.join("room");
        assertThat(sockets().namespace()).isEqualTo("/");
        assertThat(sockets().hasRoom("room")).isTrue();
        assertThat(sockets().hasRoom(socket.id())).isTrue();
        assertThat(sockets().hasRoom("other")).isFalse();
        assertThat(sockets().hasSocket(socket.id())).isTrue();
        assertThat(sockets().hasSocket("room")).isFalse();
        assertThat(sockets().rooms()).containsExactlyInAnyOrder("room", socket.id());
        assertThat(sockets().sockets(Set.of("room"))).containsExactly(socket.id());
        assertThat(sockets().sockets(Set.of())).containsExactly(socket.id());
        assertThat(sockets().sockets(Set.of("other"))).isEmpty();
    }

    private LocalSockets sockets() {
        assertThat(sockets).isNotNull();
        return sockets;
    }
}
