package dev.sockeye.examples.multiroom;

import dev.sockeye.engineio.HttpRequest;
import dev.sockeye.engineio.HttpResponse;
import dev.sockeye.examples.core.CommandLine;
import dev.sockeye.examples.core.CommandLine.Flag;
import dev.sockeye.examples.core.ExampleServer;
import dev.sockeye.examples.core.Routes;
import dev.sockeye.socketio.ConnectRefusedException;
import dev.sockeye.socketio.Namespace;
import dev.sockeye.socketio.Socket;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A chat with many rooms, made to run as one process per core: the room comes from the handshake's query, everybody in
 * it hears everything, and any process can say how many connections all of them have together.
 */
public final class MultiRoomChat {
    private static final Logger LOG = LoggerFactory.getLogger(MultiRoomChat.class);
    private static final int MAX_NAME = 50;
    private static final int MAX_TEXT = 2000;

    record Join(@Nullable String username) {}

    record Say(@Nullable String text) {}

    /** What everybody in the room gets as event {@code message}. */
    record RoomMessage(String event, Map<String, String> data) {}

    private final Namespace io;

    private MultiRoomChat(Namespace io) {
        this.io = io;
    }

    /** Runs the program; {@code --help} lists its flags. */
    public static void main(String[] args) {
        CommandLine flags = ExampleServer.flags(
                "multi-room",
                "A chat with many rooms over one process per core.",
                new Flag("--port", "N", "6001", "port to listen on"));
        ExampleServer.run(flags, args, MultiRoomChat::create);
    }

    static ExampleServer create(CommandLine flags) {
        Routes routes = new Routes().pages("/web/multi-room");
        ExampleServer server = ExampleServer.create(flags, engine -> {}, routes);
        MultiRoomChat chat = new MultiRoomChat(server.io().of("/"));
        chat.io.use(MultiRoomChat::findRoom);
        chat.io.onConnection(chat::welcome);
        chat.io.on("connections", args -> args.ack().send(chat.io.sockets().size()));
        routes.get("/stats", chat::stats);
        return server;
    }

    private static void findRoom(Socket socket) throws ConnectRefusedException {
        String room = socket.handshake()
                .query("roomid")
                .filter(id -> !id.isBlank() && id.length() <= MAX_NAME)
                .orElseThrow(() -> new ConnectRefusedException("roomid: expected 1 to " + MAX_NAME + " characters"));
        socket.data().put("room", "room:" + room);
    }

    private void welcome(Socket socket) {
        socket.on("join", Join.class, join -> {
            String name = shortened(join.username(), MAX_NAME);
            if (socket.data().putIfAbsent("username", name) == null) {
                socket.join(roomOf(socket));
                LOG.info(
                        "{} joined {} from {}",
                        name,
                        roomOf(socket),
                        socket.handshake().address());
                tellRoom(socket, "join", Map.of("username", name));
            }
        });
        socket.on("say", Say.class, say -> {
            Object name = socket.data().get("username");
            if (name != null) {
                String text = shortened(say.text(), MAX_TEXT);
                tellRoom(socket, "broadcast_say", Map.of("username", name.toString(), "text", text));
            }
        });
        socket.onDisconnect((reason, description) -> {
            Object name = socket.data().get("username");
            if (name != null) {
                tellRoom(socket, "broadcast_quit", Map.of("username", name.toString()));
            }
        });
    }

    private void tellRoom(Socket socket, String event, Map<String, String> data) {
        io.to(roomOf(socket)).emit("message", new RoomMessage(event, data));
    }

    /** Asks the other processes instead of keeping a count somewhere: right again as soon as one has died. */
    private CompletionStage<HttpResponse> stats(HttpRequest request) {
        return io.serverSideEmitWithAck(null, "connections").thenApply(others -> {
            int here = io.sockets().size();
            int elsewhere = others.stream().mapToInt(MultiRoomChat::count).sum();
            return Routes.json(
                    200, Map.of("connections", here + elsewhere, "here", here, "processes", 1 + others.size()));
        });
    }

    private static int count(@Nullable Object answer) {
        return answer instanceof Number number ? number.intValue() : 0;
    }

    private static String roomOf(Socket socket) {
        return String.valueOf(socket.data().get("room"));
    }

    private static String shortened(@Nullable String text, int length) {
        String some = text == null ? "" : text;
        return some.length() <= length ? some : some.substring(0, length);
    }
}
