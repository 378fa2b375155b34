package dev.sockeye.socketio.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.socketio.ConnectRefusedException;
import dev.sockeye.socketio.HandlerExecution;
import dev.sockeye.testsupport.Proves;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server and raw clients over WebSocket, with handlers on and off the event loop. */
final class SocketIoServerIT {
    private SocketIoServer io;
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    enum Handlers {
        OFF_LOOP(HandlerExecution.offLoop()),
        EVENT_LOOP(HandlerExecution.eventLoop());

        final HandlerExecution execution;

        Handlers(HandlerExecution execution) {
            this.execution = execution;
        }
    }

    private void start(Handlers handlers) {
        io = SocketIoServer.builder()
                .host("localhost")
                .port(0)
                .eventLoops(2)
                .options(o -> o.handlerExecution(handlers.execution))
                .build();
        io.start();
    }

    @AfterEach
    void stop() {
        io.close().join();
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"S1", "S13", "S19", "S22"})
    void eventsAreDeliveredAndAcknowledged(Handlers handlers) {
        start(handlers);
        io.onConnection(socket -> {
            socket.on("echo", args -> socket.emit("echo", args.raw()));
            socket.on("sum", Integer.class, Integer.class, (a, b, ack) -> {
                ack.send(a + b, "first");
                ack.send("never");
            });
        });
        try (RawClient client = RawClient.connect(io.port())) {
            client.send("42[\"echo\",1,\"2\",{\"3\":[true]}]");
            assertThat(client.text()).isEqualTo("42[\"echo\",1,\"2\",{\"3\":[true]}]");
            client.send("427[\"sum\",2,3]");
            assertThat(client.text()).isEqualTo("437[5,\"first\"]");
            client.expectNothingBefore("42[\"echo\"]", "42[\"echo\"]");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"S30", "S33", "S34", "S35", "S36"})
    void roomsAndBroadcasts(Handlers handlers) {
        start(handlers);
        io.onConnection(socket -> {
            socket.on("join", String.class, (room, ack) -> {
                socket.join(room);
                ack.send();
            });
            socket.on("say", String.class, String.class, (room, text) -> socket.to(room)
                    .emit("said", text));
            socket.on("all", String.class, text -> io.emit("all", text));
            socket.on("others", String.class, text -> socket.broadcast().emit("others", text));
            socket.on("flush", args -> args.ack().send());
        });
        try (RawClient a = RawClient.connect(io.port());
                RawClient b = RawClient.connect(io.port());
                RawClient c = RawClient.connect(io.port())) {
            for (RawClient member : new RawClient[] {a, b}) {
                member.send("421[\"join\",\"r\"]");
                assertThat(member.text()).isEqualTo("431[]");
            }
            a.send("42[\"say\",\"r\",\"hi\"]");
            assertThat(b.text()).isEqualTo("42[\"said\",\"hi\"]");
            a.send("42[\"all\",\"x\"]");
            assertThat(a.text()).isEqualTo("42[\"all\",\"x\"]");
            assertThat(b.text()).isEqualTo("42[\"all\",\"x\"]");
            assertThat(c.text()).isEqualTo("42[\"all\",\"x\"]");
            c.send("42[\"others\",\"y\"]");
            assertThat(a.text()).isEqualTo("42[\"others\",\"y\"]");
            assertThat(b.text()).isEqualTo("42[\"others\",\"y\"]");
            c.expectNothingBefore("422[\"flush\"]", "432[]");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"S2", "S3", "S4", "S5", "S10", "S11"})
    void namespacesAdmitAndRefuse(Handlers handlers) {
        start(handlers);
        io.of("/chat")
                .onConnection(socket -> socket.emit("auth", socket.handshake().auth()));
        io.of("/no").use(socket -> {
            throw new ConnectRefusedException("no", Map.of("code", 4001));
        });
        try (RawClient client = RawClient.open(io.port())) {
            String main = client.join("");
            String chat = client.join("/chat,{\"token\":\"t\"}");
            assertThat(chat).hasSize(20).isNotEqualTo(main);
            assertThat(client.text()).isEqualTo("42/chat,[\"auth\",{\"token\":\"t\"}]");
            client.send("40/random");
            assertThat(client.text()).isEqualTo("44/random,{\"message\":\"Invalid namespace\"}");
            client.send("40/no,");
            assertThat(client.text()).isEqualTo("44/no,{\"message\":\"no\",\"data\":{\"code\":4001}}");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"S59", "S60", "S62"})
    void disconnectionIsToldInOrderWithItsReason(Handlers handlers) throws Exception {
        start(handlers);
        io.onConnection(socket -> {
            socket.join("r");
            socket.onDisconnecting((reason, text) ->
                    seen.add("disconnecting " + reason + " " + socket.rooms().size() + " " + socket.isConnected()));
            socket.onDisconnect((reason, text) ->
                    seen.add("disconnect " + reason + " " + socket.rooms().size() + " " + socket.isConnected()));
        });
        try (RawClient client = RawClient.connect(io.port())) {
            client.send("41");
            assertThat(next()).isEqualTo("disconnecting client namespace disconnect 2 true");
            assertThat(next()).isEqualTo("disconnect client namespace disconnect 0 false");
        }
        RawClient gone = RawClient.connect(io.port());
        gone.drop();
        assertThat(next()).isEqualTo("disconnecting transport close 2 true");
        assertThat(next()).isEqualTo("disconnect transport close 0 false");
    }

    private String next() throws InterruptedException {
        String event = seen.poll(5, TimeUnit.SECONDS);
        assertThat(event).as("an event within 5 s").isNotNull();
        return event;
    }
}
