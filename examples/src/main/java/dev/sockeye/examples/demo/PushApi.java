package dev.sockeye.examples.demo;

import dev.sockeye.engineio.HttpHandler;
import dev.sockeye.engineio.HttpRequest;
import dev.sockeye.engineio.HttpResponse;
import dev.sockeye.examples.core.RequestBody;
import dev.sockeye.examples.core.Routes;
import dev.sockeye.socketio.BroadcastOperator;
import dev.sockeye.socketio.Namespace;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** {@code POST /api}: pushes a notification to all tabs of one person, whichever process they are connected to. */
final class PushApi implements HttpHandler {
    private static final int MAX_TITLE = 120;
    private static final int MAX_BODY = 1000;

    private final Namespace io;

    PushApi(Namespace io) {
        this.io = io;
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest request) {
        RequestBody body = RequestBody.of(request);
        String user = Names.user(body.value("user"));
        Map<String, Object> notification = Map.of(
                "id", UUID.randomUUID().toString(),
                "title", body.text("title", MAX_TITLE),
                "body", body.optionalText("body", MAX_BODY).orElse(""),
                "time", System.currentTimeMillis());

        BroadcastOperator tabs = io.to(Chat.USER + user);
        return tabs.fetchSockets().thenApply(found -> {
            tabs.emit("notification", notification);
            return Routes.json(200, Map.of("ok", true, "delivered", found.size()));
        });
    }
}
