package dev.sockeye.examples.onetoone;

import dev.sockeye.engineio.CorsOptions;
import dev.sockeye.engineio.HttpRequest;
import dev.sockeye.engineio.HttpResponse;
import dev.sockeye.examples.core.BearerToken;
import dev.sockeye.examples.core.CommandLine;
import dev.sockeye.examples.core.CommandLine.Flag;
import dev.sockeye.examples.core.ExampleServer;
import dev.sockeye.examples.core.RequestBody;
import dev.sockeye.examples.core.Routes;
import dev.sockeye.socketio.BroadcastOperator;
import dev.sockeye.socketio.ConnectRefusedException;
import dev.sockeye.socketio.Namespace;
import dev.sockeye.socketio.Socket;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Sends to one user, on whichever processes that user's sockets are: engine path {@code /notice}, namespace {@code
 * /notice}, the token in the query.
 *
 * <p>The sockets of a user share a room, on all processes that share a Redis. Rooms live and die with their sockets, so a
 * process that was killed leaves nothing behind.
 */
public final class OneToOne {
    private static final int MAX_USER_LENGTH = 100;
    private static final int MAX_EVENT_LENGTH = 50;

    private final Namespace notice;
    private final SignedToken tokens;

    OneToOne(Namespace notice, SignedToken tokens) {
        this.notice = notice;
        this.tokens = tokens;
    }

    /** Runs the program; {@code --help} lists its flags. */
    public static void main(String[] args) {
        CommandLine flags = ExampleServer.flags(
                "one-to-one",
                "Sends to one user, on whichever process that user is.",
                new Flag("--port", "N", "8013", "port to listen on"),
                new Flag("--secret", "SECRET", "", "signs the tokens of users; must be the same for all processes"),
                new Flag("--api-token", "SECRET", "", "callers of /send must send it as Authorization: Bearer SECRET"));
        ExampleServer.run(flags, args, OneToOne::create);
    }

    static ExampleServer create(CommandLine flags) {
        SignedToken tokens = new SignedToken(flags.require("--secret"), Clock.systemUTC());
        Routes routes = new Routes().pages("/web/one-to-one");
        ExampleServer server =
                ExampleServer.create(flags, engine -> engine.path("/notice").cors(CorsOptions.anyOrigin()), routes);
        OneToOne oneToOne = new OneToOne(server.io().of("/notice"), tokens);
        oneToOne.notice.use(oneToOne::authenticate);
        oneToOne.notice.onConnection(OneToOne::welcome);
        routes.post("/send", BearerToken.require(flags.get("--api-token"), oneToOne::send));
        return server;
    }

    /** Sends to all sockets of a user; completes with how many there were. */
    CompletionStage<Integer> send(String user, String event, @Nullable Object data) {
        BroadcastOperator sockets = notice.to("user:" + user);
        return sockets.fetchSockets().thenApply(found -> {
            sockets.emit(event, data);
            return found.size();
        });
    }

    private void authenticate(Socket socket) throws ConnectRefusedException {
        String user = socket.handshake()
                .query("token")
                .flatMap(tokens::verify)
                .orElseThrow(() -> new ConnectRefusedException("Authentication error"));
        socket.data().put("user", user); // for every handler from here on
    }

    private static void welcome(Socket socket) {
        String user = String.valueOf(socket.data().get("user"));
        socket.join("user:" + user);
        socket.on("whoami", args -> args.ack().send(user));
    }

    private CompletionStage<HttpResponse> send(HttpRequest request) {
        RequestBody body = RequestBody.of(request);
        String event = body.optionalText("event", MAX_EVENT_LENGTH).orElse("notice");
        return send(body.text("user", MAX_USER_LENGTH), event, body.value("data"))
                .thenApply(sockets -> Routes.json(200, Map.of("ok", true, "sockets", sockets)));
    }
}
