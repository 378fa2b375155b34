package dev.sockeye.conformance.hazards;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.engineio.CorsOptions;
import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.EngineObserver;
import dev.sockeye.engineio.EngineSession;
import dev.sockeye.socketio.Socket;
import dev.sockeye.socketio.SocketIoOptions;
import dev.sockeye.socketio.server.SocketIoServer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A server with the options and events of the fixture {@code attack}, and a record of how sessions ended. */
final class HostileServer implements AutoCloseable {
    private final SocketIoServer io;
    private final Map<String, String> closings = new ConcurrentHashMap<>();
    private final AtomicInteger opened = new AtomicInteger();

    private HostileServer(Consumer<EngineIoOptions.Builder> engine, Consumer<SocketIoOptions.Builder> options) {
        io = SocketIoServer.builder()
                .host("127.0.0.1")
                .port(0)
                .engine(o -> {
                    o.cors(CorsOptions.origins("http://good.example").credentials(true))
                            .pingInterval(Duration.ofMillis(3000))
                            .pingTimeout(Duration.ofMillis(2000))
                            .upgradeTimeout(Duration.ofMillis(3000))
                            .observer(new EngineObserver() {
                                @Override
                                public void onOpen(EngineSession session) {
                                    opened.incrementAndGet();
                                }

                                @Override
                                public void onClose(EngineSession session, CloseReason reason, String description) {
                                    closings.put(session.id(), reason.toString());
                                }
                            });
                    engine.accept(o);
                })
                .options(o -> {
                    o.connectTimeout(Duration.ofMillis(4000));
                    options.accept(o);
                })
                .build();
        io.onConnection(HostileServer::listen);
        io.start();
    }

    static HostileServer start() {
        return start(engine -> {}, options -> {});
    }

    static HostileServer start(Consumer<EngineIoOptions.Builder> engine, Consumer<SocketIoOptions.Builder> options) {
        return new HostileServer(engine, options);
    }

    private static void listen(Socket socket) {
        socket.on("echo", args -> {
            if (args.ack().isRequested()) {
                args.ack().send(args.raw());
            } else {
                socket.emit("echo", args.raw());
            }
        });
        socket.onAny((event, args) -> {
            if (event.startsWith("any-")) {
                socket.emit("seen", event);
            }
        });
        socket.on("flood", Integer.class, Integer.class, (n, size) -> {
            String text = "x".repeat(size);
            for (int i = 0; i < n; i++) {
                socket.emit("flood", text);
            }
        });
        socket.on("ask", args -> {
            AtomicInteger runs = new AtomicInteger();
            socket.emitWithAck("q").thenAccept(answer -> socket.emit("asked", runs.incrementAndGet()));
        });
        socket.on("boom", args -> {
            throw new IllegalStateException("boom");
        });
        socket.onRequest("fail", Object.class, any -> CompletableFuture.failedFuture(new IllegalStateException("no")));
        socket.on("never", args -> new CompletableFuture<>());
        socket.on("block", Integer.class, (millis, ack) -> {
            Thread.sleep(millis);
            ack.send();
        });
        socket.on("join-many", Integer.class, (count, ack) -> {
            String refusal = "";
            try {
                for (int i = 0; i < count; i++) {
                    socket.join("room-" + i);
                }
            } catch (IllegalStateException e) {
                refusal = "refused";
            }
            ack.send(refusal, socket.rooms().size());
        });
        socket.on("bye", args -> socket.disconnect());
    }

    SocketIoServer io() {
        return io;
    }

    int port() {
        return io.port();
    }

    int sessions() {
        return io.engine().clientsCount();
    }

    /** How many sessions have ever been opened. */
    int opened() {
        return opened.get();
    }

    /** Why sessions ended, as the protocol spells it, by session id. */
    Map<String, String> closings() {
        return closings;
    }

    @Override
    public void close() {
        io.close().join();
    }
}
