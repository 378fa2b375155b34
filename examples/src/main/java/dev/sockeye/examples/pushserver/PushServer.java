package dev.sockeye.examples.pushserver;

import dev.sockeye.engineio.HttpHandler;
import dev.sockeye.engineio.HttpRequest;
import dev.sockeye.engineio.HttpResponse;
import dev.sockeye.examples.core.BearerToken;
import dev.sockeye.examples.core.CommandLine;
import dev.sockeye.examples.core.CommandLine.Flag;
import dev.sockeye.examples.core.ExampleServer;
import dev.sockeye.examples.core.RequestBody;
import dev.sockeye.examples.core.Routes;
import dev.sockeye.socketio.Namespace;
import dev.sockeye.socketio.Socket;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pushes what a backend posts to the open pages of its users.
 *
 * <p>A page logs in with a token, and its socket joins the room of that token; a push is a broadcast to the rooms of the
 * tokens it names. A socket leaves its rooms when it disconnects, so there is no table of users to keep in order, and
 * with Redis a room spans all processes.
 */
public final class PushServer {
    private static final int MAX_TOKENS_PER_PUSH = 1000;
    private static final int MAX_TOKEN_LENGTH = 200;
    private static final int MAX_TYPE_LENGTH = 200;

    record Login(@Nullable String userId, @Nullable String socketId, @Nullable String tokenId) {}

    record Push(String entityType, @Nullable Object data) {}

    record Answer(int responseCode, String data) {}

    private final Namespace io;

    private PushServer(Namespace io) {
        this.io = io;
    }

    /** Runs the program; {@code --help} lists its flags. */
    public static void main(String[] args) {
        CommandLine flags = ExampleServer.flags(
                "push-server",
                "Pushes what a backend posts to /api to the open pages of its users.",
                new Flag("--port", "N", "3000", "port to listen on"),
                new Flag("--path", "PATH", "/socket.io", "path of the sockets"),
                new Flag("--api-token", "SECRET", "", "callers of /api must send it as Authorization: Bearer SECRET"));
        ExampleServer.run(flags, args, PushServer::create);
    }

    static ExampleServer create(CommandLine flags) {
        Routes routes = new Routes().pages("/web/push-server");
        ExampleServer server = ExampleServer.create(flags, engine -> engine.path(flags.require("--path")), routes);
        PushServer pushServer = new PushServer(server.io().of("/"));
        pushServer.io.onConnection(PushServer::welcome);
        routes.get("/api", HttpHandler.of(request -> HttpResponse.text(200, ".")))
                .post("/api", BearerToken.require(flags.get("--api-token"), HttpHandler.of(pushServer::push)));
        return server;
    }

    private static void welcome(Socket socket) {
        socket.broadcast().emit("new_user", Map.of());
        socket.on("user_login", Login.class, login -> {
            String token = login.tokenId();
            if (token != null && !token.isEmpty() && token.length() <= MAX_TOKEN_LENGTH) {
                socket.join(roomOf(token));
            }
        });
    }

    private HttpResponse push(HttpRequest request) {
        RequestBody body = RequestBody.of(request);
        List<String> tokens = body.texts("tokens", MAX_TOKENS_PER_PUSH, MAX_TOKEN_LENGTH);
        String entityType = body.optionalText("entityType", MAX_TYPE_LENGTH).orElse("");

        io.to(tokens.stream().map(PushServer::roomOf).toList())
                .emit("receive_message", new Push(entityType, body.value("data")));
        return Routes.json(200, new Answer(0, "OK!"));
    }

    private static String roomOf(String token) {
        return "token:" + token; // cannot be mistaken for a socket id, which is a room as well
    }
}
