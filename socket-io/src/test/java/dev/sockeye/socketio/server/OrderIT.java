package dev.sockeye.socketio.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.socketio.HandlerExecution;
import dev.sockeye.socketio.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The order of all that one thread sends to a client, however much of it leaves in one write. */
final class OrderIT {
    private static final int ROUNDS = 200;

    private SocketIoServer io;

    @AfterEach
    void stop() {
        io.close().join();
    }

    private CompletableFuture<Socket> start(HandlerExecution execution) {
        io = SocketIoServer.builder()
                .host("localhost")
                .port(0)
                .eventLoops(2)
                .options(o -> o.handlerExecution(execution))
                .build();
        CompletableFuture<Socket> first = new CompletableFuture<>();
        io.onConnection(socket -> {
            socket.join("room");
            socket.on("round", Integer.class, (round, ack) -> sendAll(socket, round, () -> ack.send(round)));
            first.complete(socket);
        });
        io.start();
        return first;
    }

    /** Every way to reach a client, each with the number of its round. */
    private void sendAll(Socket socket, int round, Runnable acknowledge) {
        socket.emit("emit", round);
        io.emit("all", round);
        socket.volatile_().emit("volatile", round);
        socket.emit("binary", (Object) Integer.toString(round).getBytes(StandardCharsets.US_ASCII));
        acknowledge.run();
        io.to("room").emit("room", round);
        io.volatile_().emit("volatile", round);
        io.to("room").emit("binary", (Object) Integer.toString(round).getBytes(StandardCharsets.US_ASCII));
        socket.emit("last", round);
    }

    private static void expectRound(RawClient client, int round, boolean acknowledged) {
        assertThat(next(client)).isEqualTo("42[\"emit\"," + round + "]");
        assertThat(next(client)).isEqualTo("42[\"all\"," + round + "]");
        expectBinary(client, round);
        if (acknowledged) {
            assertThat(next(client)).isEqualTo("43" + round + "[" + round + "]");
        }
        assertThat(next(client)).isEqualTo("42[\"room\"," + round + "]");
        expectBinary(client, round);
        assertThat(next(client)).isEqualTo("42[\"last\"," + round + "]");
    }

    private static void expectBinary(RawClient client, int round) {
        assertThat(next(client)).isEqualTo("451-[\"binary\",{\"_placeholder\":true,\"num\":0}]");
        assertThat(client.take()).isEqualTo(Integer.toString(round).getBytes(StandardCharsets.US_ASCII));
    }

    /** The next message but for volatile ones, which may have been dropped. */
    private static Object next(RawClient client) {
        Object message = client.take();
        while (message instanceof String text && text.startsWith("42[\"volatile\"")) {
            message = client.take();
        }
        return message;
    }

    @ParameterizedTest
    @EnumSource
    void listenersSendInOrder(SocketIoServerIT.Handlers handlers) {
        start(handlers.execution);
        try (RawClient client = RawClient.connect(io.port());
                RawClient other = RawClient.connect(io.port())) {
            for (int round = 0; round < ROUNDS; round++) {
                client.send("42" + round + "[\"round\"," + round + "]");
            }
            for (int round = 0; round < ROUNDS; round++) {
                expectRound(client, round, true);
            }
            assertThat(next(other)).isEqualTo("42[\"all\",0]");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aThreadOfTheApplicationSendsInOrder(SocketIoServerIT.Handlers handlers) {
        CompletableFuture<Socket> first = start(handlers.execution);
        try (RawClient client = RawClient.connect(io.port());
                RawClient other = RawClient.connect(io.port())) {
            Socket socket = first.join();
            for (int round = 0; round < ROUNDS; round++) {
                sendAll(socket, round, () -> {});
            }
            for (int round = 0; round < ROUNDS; round++) {
                expectRound(client, round, false);
            }
            assertThat(next(other)).isEqualTo("42[\"all\",0]");
        }
    }
}
