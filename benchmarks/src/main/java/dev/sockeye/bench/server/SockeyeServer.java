package dev.sockeye.bench.server;

import dev.sockeye.socketio.EventArgs;
import dev.sockeye.socketio.EventListener;
import dev.sockeye.socketio.HandlerExecution;
import dev.sockeye.socketio.Socket;
import dev.sockeye.socketio.server.SocketIoServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Our server behind the benchmark's contract. Arguments: {@code PORT PING_INTERVAL_MILLIS [--off-loop] [--relay]
 * [--allocated] [--curves]}; {@code --off-loop} runs handlers as the default settings do, {@code --relay} passes payloads on
 * as raw JSON.
 *
 * <p>Beyond the contract it has the namespaces {@code /n0} and so on, with {@code --allocated} the event {@code allocated},
 * which tells how much the thread of handlers has allocated, and with {@code --curves} the events {@code join} and {@code
 * leave} with a room.
 */
public final class SockeyeServer {

    private final EventListener broadcast;
    private final boolean relay;
    private final boolean allocated;
    private final boolean curves;

    private SockeyeServer(SocketIoServer io, List<String> options) {
        this.broadcast = args -> io.to("room").emit("b", args.value(0));
        this.relay = options.contains("--relay");
        this.allocated = options.contains("--allocated");
        this.curves = options.contains("--curves");
    }

    public static void main(String[] args) {
        int port = Integer.parseInt(args[0]);
        int pingIntervalMillis = Integer.parseInt(args[1]);
        List<String> options = List.of(args);
        HandlerExecution execution =
                options.contains("--off-loop") ? HandlerExecution.offLoop() : HandlerExecution.eventLoop();
        SocketIoServer io = SocketIoServer.builder()
                .host("127.0.0.1")
                .port(port)
                .eventLoops(1)
                .engine(engine -> engine.pingInterval(Duration.ofMillis(pingIntervalMillis))
                        .maxHttpBufferSize(4 << 20)
                        .noHttpCompression())
                .options(server ->
                        server.handlerExecution(execution).serveClient(false).maxNamespacesPerConnection(1_000))
                .build();
        SockeyeServer server = new SockeyeServer(io, options);
        io.onConnection(server::onConnection);
        io.of(Pattern.compile("/n\\d+")).onConnection(server::onConnection);
        io.start();
        System.out.println("LISTENING " + port);
    }

    private void onConnection(Socket socket) {
        socket.join("room");
        socket.on("echo", echo(socket));
        socket.on("ack", args -> args.ack().send(args.value(0)));
        socket.on("bcast", broadcast);
        socket.on("bcastbin", broadcast);
        socket.on("stats", args -> args.ack().send(stats()));
        if (allocated) {
            socket.on("allocated", args -> args.ack().send(MemoryStats.allocatedByThisThread()));
        }
        if (curves) {
            addCurves(socket);
        }
    }

    private EventListener echo(Socket socket) {
        return relay ? args -> socket.emit("echo", args.raw(0)) : args -> socket.emit("echo", args.value(0));
    }

    private static void addCurves(Socket socket) {
        socket.on("join", args -> {
            socket.join(String.valueOf(args.value(0)));
            confirm(args);
        });
        socket.on("leave", args -> {
            socket.leave(String.valueOf(args.value(0)));
            confirm(args);
        });
    }

    private static void confirm(EventArgs args) {
        args.ack().send();
    }

    private static Map<String, Long> stats() {
        return MemoryStats.afterCollection();
    }
}
