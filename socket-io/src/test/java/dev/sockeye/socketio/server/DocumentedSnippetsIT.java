package dev.sockeye.socketio.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.CorsOptions;
import dev.sockeye.engineio.HttpHandler;
import dev.sockeye.engineio.HttpResponse;
import dev.sockeye.socketio.BroadcastTimeoutException;
import dev.sockeye.socketio.ConnectRefusedException;
import dev.sockeye.socketio.Event;
import dev.sockeye.socketio.EventArgs;
import dev.sockeye.socketio.HandlerExecution;
import dev.sockeye.socketio.Namespace;
import dev.sockeye.socketio.ParentNamespace;
import dev.sockeye.socketio.RecoveryOptions;
import dev.sockeye.socketio.Registration;
import dev.sockeye.socketio.Request;
import dev.sockeye.socketio.RoomListener;
import dev.sockeye.socketio.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every snippet of the documents named below stands in this file, indentation apart, and is run here against raw clients.
 */
final class DocumentedSnippetsIT {
    private static final Path DOCS = Path.of("../docs");
    private static final Path THIS = Path.of("src/test/java/dev/sockeye/socketio/server/DocumentedSnippetsIT.java");

    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server-api.md",
                "emit-cheatsheet.md",
                "concurrency.md",
                "migrating-from-node.md",
                "migrating-from-netty-socketio.md"
            })
    void everySnippetIsCompiledHere(String document) throws Exception {
        String source = squeeze(Files.readString(THIS));
        Matcher blocks =
                Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(DOCS.resolve(document)));
        int count = 0;
        while (blocks.find()) {
            count++;
            for (String part : blocks.group(1).split("\n\\s*\n")) {
                assertThat(source).contains(squeeze(part));
            }
        }
        assertThat(count).isPositive();
    }

    private static String squeeze(String code) {
        return code.replaceAll("\\s+", "");
    }

    private void see(Object event) {
        seen.add(String.valueOf(event));
    }

    private void await(String event) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (!seen.contains(event) && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        assertThat(seen).contains(event);
    }

    private static SocketIoServer server() {
        return SocketIoServer.builder().host("localhost").port(0).build();
    }

    @Test
    void aServerIsBuiltAndStopped() {
        SocketIoServer io = SocketIoServer.builder()
                .host("localhost")
                .port(0)
                .path("/socket.io")
                .engine(engine -> engine.pingInterval(Duration.ofSeconds(25)).cors(CorsOptions.anyOrigin()))
                .options(options -> options.connectTimeout(Duration.ofSeconds(45)))
                .fallback(HttpHandler.of(request -> HttpResponse.text(200, "hello")))
                .build();
        io.onConnection(socket -> see("connected " + socket.id()));
        io.start();

        assertThat(io.port()).isPositive();
        io.shutdown(Duration.ofSeconds(10)).join();
    }

    /** A program of its own. */
    static final class GracefulProgram {
        public static void main(String[] args) {
            SocketIoServer io = server();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                io.shutdown(Duration.ofSeconds(8)).join();
                Runtime.getRuntime().halt(0); // else the status is that of the signal, 143
            }));
            io.start();
            System.out.println(io.port());
        }
    }

    @Test
    void aProgramEndsInGoodOrder() throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        GracefulProgram.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Scanner out = new Scanner(program.getInputStream(), StandardCharsets.UTF_8);
                RawClient client = RawClient.connect(out.nextInt())) {
            program.destroy(); // SIGTERM
            assertThat(program.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(program.exitValue()).isZero();
            client.expectClosed();
        } finally {
            program.destroyForcibly();
        }
    }

    @Test
    void recoveryAndListenersOnTheEventLoopAreOptions() {
        SocketIoServer io = SocketIoServer.builder()
                .port(0)
                .options(options -> options.connectionStateRecovery(
                                RecoveryOptions.defaults().withMaxDisconnectionDuration(Duration.ofMinutes(5)))
                        .handlerExecution(HandlerExecution.eventLoop()))
                .build();
        assertThat(io.options().connectionStateRecovery()).isPresent();
    }

    @Test
    void aServerForClientsOfAnotherOne() {
        SocketIoServer io = SocketIoServer.builder()
                .port(9092)
                .engine(engine -> engine.allowEio3(true)
                        .cors(CorsOptions.origins("https://example.com").credentials(true))
                        .pingTimeout(Duration.ofSeconds(60))
                        .maxHttpBufferSize(64 * 1024))
                .build();
        assertThat(io.engine().options().allowEio3()).isTrue();
        io.close().join();
    }

    record Message(String from, String text) {}

    record Question(int a, int b) {}

    static final Event<Message> CHAT = Event.of("chat", Message.class);
    static final Request<Question, Integer> SUM = Request.of("sum", Question.class, Integer.class);

    @Test
    void socketsListenAndAnswer() throws Exception {
        SocketIoServer io = server();
        io.onConnection(socket -> {
            socket.on("hello", args -> see("hello " + args.get(0, String.class)));
            socket.on("rename", String.class, name -> socket.data().put("name", name));
            socket.on("add", Integer.class, Integer.class, (a, b, ack) -> ack.send(a + b));
            socket.on(CHAT, message -> io.emit(CHAT, message));
            socket.on(SUM, question -> question.a() + question.b());
            socket.once("first", args -> see("only the first time"));

            Registration registration = socket.on("news", args -> see("news"));
            registration.close();

            socket.onAny((event, args) -> see("any " + event));
            socket.onAnyOutgoing((event, args) -> see("out " + event));
            socket.use((event, args) -> {
                if (event.startsWith("admin:")) {
                    throw new IllegalStateException("not allowed");
                }
            });
            socket.onError(error -> see("error " + error.getMessage()));

            socket.onDisconnecting(
                    (reason, description) -> see("leaving " + socket.rooms().size() + " rooms"));
            socket.onDisconnect((reason, description) -> see("gone: " + reason));
        });
        io.start();
        try (RawClient client = RawClient.connect(io.port())) {
            client.send("42[\"hello\",\"you\"]");
            client.send("421[\"add\",1,2]");
            assertThat(client.text()).isEqualTo("431[3]");
            client.send("422[\"sum\",{\"a\":2,\"b\":3}]");
            assertThat(client.text()).isEqualTo("432[5]");
            client.send("42[\"chat\",{\"from\":\"ann\",\"text\":\"hi\"}]");
            assertThat(client.text()).isEqualTo("42[\"chat\",{\"from\":\"ann\",\"text\":\"hi\"}]");
            client.send("42[\"admin:x\"]");
            client.send("42[\"first\"]");
            client.send("42[\"rename\",\"bob\"]");
            client.send("429[\"add\",1,2]");
            client.text();
            client.send("41");
            await("gone: client namespace disconnect");
            assertThat(seen)
                    .contains("hello you", "any chat", "out chat", "error not allowed", "only the first time")
                    .contains("leaving 1 rooms")
                    .doesNotContain("news");
        } finally {
            io.close().join();
        }
    }

    @Test
    void socketsSendAndAsk() throws Exception {
        SocketIoServer io = server();
        io.onConnection(socket -> {
            socket.emit("welcome", socket.id(), Map.of("count", 1));
            socket.emit("file", new byte[] {1, 2, 3});
            socket.send("a text");
            socket.compress(false).emit("uncompressed", "x");

            CompletableFuture<EventArgs> answer =
                    socket.timeout(Duration.ofSeconds(5)).emitWithAck("question", 42);
            answer.thenAccept(args -> see("answer " + args.get(0, String.class)));

            socket.request(SUM, new Question(1, 2)).thenAccept(sum -> see("sum " + sum));
        });
        io.start();
        try (RawClient client = RawClient.connect(io.port())) {
            assertThat(client.text()).startsWith("42[\"welcome\",");
            assertThat(client.text()).startsWith("451-[\"file\"");
            assertThat((byte[]) client.take()).containsExactly(1, 2, 3);
            assertThat(client.text()).isEqualTo("42[\"message\",\"a text\"]");
            assertThat(client.text()).isEqualTo("42[\"uncompressed\",\"x\"]");
            assertThat(client.text()).isEqualTo("420[\"question\",42]");
            assertThat(client.text()).isEqualTo("421[\"sum\",{\"a\":1,\"b\":2}]");
            client.send("430[\"yes\"]");
            client.send("431[3]");
            await("answer yes");
            await("sum 3");
        } finally {
            io.close().join();
        }
    }

    @Test
    void broadcastsReachWhomTheyName() throws Exception {
        SocketIoServer io = server();
        io.start();
        try (RawClient one = RawClient.connect(io.port());
                RawClient two = RawClient.connect(io.port())) {
            assertThat(io.sockets().sockets()).hasSize(2);
            Socket socket = io.sockets().sockets().iterator().next();
            String socketId = socket.id();

            // to all clients in the namespace
            io.emit("hello", "world");

            // to all but the sender
            socket.broadcast().emit("hello", "world");

            // to a room, to several rooms at most once, to a room but for some
            io.to("room1").emit("hello");
            io.to("room1", "room2").emit("hello");
            io.to("room1").except("room3").emit("hello");

            // to a room but the sender
            socket.to("room1").emit("hello");

            // to one socket
            io.to(socketId).emit("hello");

            // of another namespace
            io.of("/admin").emit("hello");
            io.of("/admin").to("room1").emit("hello");

            // to the clients of this server only
            io.local().emit("hello", "world");

            // may be dropped, uncompressed
            io.volatile_().emit("cursor", 10, 20);
            io.compress(false).emit("hello", "world");

            // with acknowledgements of all
            io.timeout(Duration.ofSeconds(10)).emitWithAck("are you there?").whenComplete((answers, error) -> {
                if (error instanceof BroadcastTimeoutException partial) {
                    see("some answered: " + partial.responses());
                } else {
                    see("all answered: " + answers);
                }
            });
            for (RawClient client : List.of(one, two)) {
                String question = client.text();
                while (!question.contains("are you there?")) {
                    question = client.text();
                }
                client.send("430[\"yes\"]");
            }
            await("all answered: [yes, yes]");
        } finally {
            io.close().join();
        }
    }

    @Test
    void roomsAndSocketsAreManaged() throws Exception {
        SocketIoServer io = server();
        io.onConnection(socket -> {
            socket.join("room1");
            socket.join("room2", "room3");
            socket.leave("room3");
            see("rooms " + socket.rooms().size());
        });
        io.sockets().onRoom(new RoomListener() {
            @Override
            public void onCreateRoom(String room) {
                see("created " + room);
            }
        });
        io.start();
        try (RawClient client = RawClient.connect(io.port())) {
            await("rooms 3");
            await("created room1");

            // on all servers
            io.to("room1").socketsJoin("room4");
            io.to("room1").socketsLeave("room2");
            io.to("room1")
                    .fetchSockets()
                    .thenAccept(sockets -> sockets.forEach(
                            found -> see(found.id() + " is in " + found.rooms().size())));

            // the sockets of this server
            for (Socket socket : io.sockets().sockets()) {
                see(socket.id() + " connected " + socket.isConnected());
            }

            io.to("room4").disconnectSockets(true);

            assertThat(client.text()).isEqualTo("41");
            client.expectClosed();
            assertThat(seen)
                    .anyMatch(event -> event.endsWith("is in 3"))
                    .anyMatch(event -> event.endsWith("connected true"));
        } finally {
            io.close().join();
        }
    }

    @Test
    void namespacesLetClientsInOrNot() throws Exception {
        SocketIoServer io = server();
        Namespace admin = io.of("/admin");
        admin.use(socket -> {
            if (!"secret".equals(socket.handshake().auth().get("token"))) {
                throw new ConnectRefusedException("not authorized", Map.of("code", 4001));
            }
        });
        admin.onConnection(socket -> see("admin " + socket.handshake().address().isEmpty()));

        admin.useAsync(socket -> CompletableFuture.completedFuture("looked up in a database"));

        ParentNamespace tenants = io.of(Pattern.compile("^/tenant-\\w+$"));
        tenants.onConnection(socket -> see("tenant " + socket.namespace().name()));
        io.onNewNamespace(namespace -> see("new " + namespace.name()));

        io.of((name, auth) -> CompletableFuture.completedFuture(name.startsWith("/public-")));
        io.start();
        try (RawClient client = RawClient.open(io.port())) {
            client.send("40/admin,{\"token\":\"wrong\"}");
            assertThat(client.text()).isEqualTo("44/admin,{\"message\":\"not authorized\",\"data\":{\"code\":4001}}");
            client.join("/admin,{\"token\":\"secret\"}");
            client.join("/tenant-a,");
            client.join("/public-x,");
            await("admin false");
            await("tenant /tenant-a");
            await("new /tenant-a");
        } finally {
            io.close().join();
        }
    }

    @Test
    void listenersMayBlock() throws Exception {
        SocketIoServer io = server();
        io.onConnection(socket -> {
            socket.on("slow", args -> {
                Thread.sleep(200); // only the next events of this socket wait
                args.ack().send("done");
            });
            socket.on("ask", args -> {
                // a listener may wait for its own client
                EventArgs answer = socket.emitWithAck("question").get(5, TimeUnit.SECONDS);
                args.ack().send(answer.get(0, String.class));
            });
        });
        io.start();
        try (RawClient one = RawClient.connect(io.port());
                RawClient two = RawClient.connect(io.port())) {
            one.send("421[\"slow\"]");
            two.send("421[\"ask\"]");
            assertThat(two.text()).isEqualTo("420[\"question\"]");
            two.send("430[\"fine\"]");
            assertThat(two.text()).isEqualTo("431[\"fine\"]");
            assertThat(one.text()).isEqualTo("431[\"done\"]");
        } finally {
            io.close().join();
        }
    }
}
