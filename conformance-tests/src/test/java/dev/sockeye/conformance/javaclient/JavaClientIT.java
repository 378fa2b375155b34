package dev.sockeye.conformance.javaclient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.conformance.fixture.Fixture;
import dev.sockeye.conformance.fixture.Fixtures;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The smoke set of the client matrix with {@code io.socket:socket.io-client} 2.1, over each transport. */
class JavaClientIT {
    private Fixture.Running server;

    @BeforeEach
    void start() throws Exception {
        server = Fixtures.start("multi", "0");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Socket client(String namespace, String transports, Map<String, String> auth) {
        IO.Options options = IO.Options.builder()
                .setTransports(transports.split(","))
                .setForceNew(true)
                .setAuth(auth)
                .build();
        return IO.socket(URI.create("http://127.0.0.1:" + server.port() + namespace), options);
    }

    private static BlockingQueue<Object[]> queue(Socket socket, String event) {
        BlockingQueue<Object[]> queue = new LinkedBlockingQueue<>();
        socket.on(event, queue::add);
        return queue;
    }

    private static Object[] next(BlockingQueue<Object[]> queue) throws InterruptedException {
        Object[] args = queue.poll(10, TimeUnit.SECONDS);
        assertThat(args).as("an event within 10 s").isNotNull();
        return args;
    }

    private static Object[] call(Socket socket, String event, Object... args) throws Exception {
        CompletableFuture<Object[]> answer = new CompletableFuture<>();
        socket.emit(event, args, (Ack) answer::complete);
        return answer.get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket", "polling,websocket"})
    void eventsAcknowledgementsBinaryAndRooms(String transports) throws Exception {
        Socket a = client("/", transports, Map.of());
        Socket b = client("/custom", transports, Map.of());
        BlockingQueue<Object[]> welcomeA = queue(a, "welcome");
        BlockingQueue<Object[]> welcomeB = queue(b, "welcome");
        a.connect();
        b.connect();
        assertThat(((JSONObject) next(welcomeA)[0]).getString("nsp")).isEqualTo("/");
        assertThat(((JSONObject) next(welcomeB)[0]).getString("nsp")).isEqualTo("/custom");

        Object[] echo = call(a, "echo", 1, "zwei €😀", JSONObject.NULL, new JSONArray("[true,{\"x\":null}]"));
        assertThat(echo[0]).isEqualTo(1);
        assertThat(echo[1]).isEqualTo("zwei €😀");
        assertThat(JSONObject.NULL.equals(echo[2])).isTrue(); // the client makes it null
        assertThat(echo[3]).hasToString("[true,{\"x\":null}]");

        byte[] bytes = new byte[100_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        assertThat((byte[]) call(a, "echo-binary", (Object) bytes)[0]).isEqualTo(bytes);

        BlockingQueue<Object[]> binary = queue(a, "binary");
        a.emit("send-binary", 3);
        Object[] nested = next(binary);
        assertThat((byte[]) nested[0]).containsExactly(0, 1, 2);
        assertThat((byte[]) ((JSONObject) nested[1]).getJSONArray("list").get(0))
                .containsExactly(0, 1, 2);

        BlockingQueue<Object[]> answered = queue(a, "answer-received");
        a.on("question", args -> ((Ack) args[1]).call("answer to " + args[0]));
        a.emit("ask-me", "q");
        assertThat(next(answered)).containsExactly("answer to q");

        assertThat(call(b, "join", "red")[0]).asString().contains("red");
        BlockingQueue<Object[]> room = queue(b, "room-msg");
        b.emit("room-say-all", "red", "all");
        assertThat(next(room)).containsExactly("all");

        a.disconnect();
        b.disconnect();
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket", "polling,websocket"})
    void refusalsComeWithTheirData(String transports) throws Exception {
        Socket refused = client("/secret", transports, Map.of("token", "wrong"));
        BlockingQueue<Object[]> errors = queue(refused, Socket.EVENT_CONNECT_ERROR);
        refused.connect();
        JSONObject error = (JSONObject) next(errors)[0];
        assertThat(error.getString("message")).isEqualTo("not authorized");
        assertThat(error.getJSONObject("data").getString("code")).isEqualTo("E_AUTH");
        refused.disconnect();

        Socket accepted = client("/secret", transports, Map.of("token", "letmein"));
        BlockingQueue<Object[]> connected = queue(accepted, Socket.EVENT_CONNECT);
        accepted.connect();
        next(connected);
        accepted.disconnect();
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket", "polling,websocket"})
    void endingsHaveTheirReasonsAndACutIsMended(String transports) throws Exception {
        Socket socket = client("/", transports, Map.of());
        BlockingQueue<Object[]> connects = queue(socket, Socket.EVENT_CONNECT);
        BlockingQueue<Object[]> disconnects = queue(socket, Socket.EVENT_DISCONNECT);
        socket.connect();
        next(connects);
        socket.emit("kill-transport");
        // over WebSocket this client does not answer a close frame and waits for the heartbeat instead
        assertThat(next(disconnects)[0]).isIn("transport close", "transport error", "ping timeout");
        next(connects);
        socket.emit("disconnect-me", false);
        assertThat(next(disconnects)[0]).isEqualTo("io server disconnect");
        socket.disconnect();
    }

    @Test
    void anUnknownNamespaceIsRefused() throws Exception {
        Socket socket = client("/nowhere", "websocket", Map.of());
        BlockingQueue<Object[]> errors = queue(socket, Socket.EVENT_CONNECT_ERROR);
        socket.connect();
        assertThat(((JSONObject) next(errors)[0]).getString("message")).isEqualTo("Invalid namespace");
        socket.disconnect();
    }
}
