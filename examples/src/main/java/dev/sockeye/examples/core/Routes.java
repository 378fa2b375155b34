package dev.sockeye.examples.core;

import dev.sockeye.engineio.HttpHandler;
import dev.sockeye.engineio.HttpRequest;
import dev.sockeye.engineio.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a program answers over HTTP beside its sockets: handlers by method and path, then pages. Build it first, then
 * hand it to the server; it is not changed afterwards.
 */
public final class Routes implements HttpHandler {
    private final Map<String, Map<String, HttpHandler>> handlers = new LinkedHashMap<>();
    private HttpHandler otherwise = request -> CompletableFuture.completedFuture(HttpResponse.status(404));

    /** Answers GET of a path. */
    public Routes get(String path, HttpHandler handler) {
        return add("GET", path, handler);
    }

    /** Answers POST of a path. */
    public Routes post(String path, HttpHandler handler) {
        return add("POST", path, handler);
    }

    /** Serves the pages of a folder of the class path below {@code /}. */
    public Routes pages(String folder) {
        otherwise = new Pages(folder);
        return this;
    }

    /** A JSON answer made of records, maps and lists. */
    public static HttpResponse json(int status, Object body) {
        return HttpResponse.json(status, JsonMapper.shared().writeValueAsString(body));
    }

    /** The JSON answer to a wrong request. */
    public static HttpResponse error(int status, String why) {
        return json(status, Map.of("ok", false, "error", why));
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest request) throws Exception {
        Map<String, HttpHandler> methods = handlers.get(request.path());
        if (methods == null) {
            return otherwise.handle(request);
        }
        HttpHandler handler = methods.get(request.method());
        if (handler == null) {
            String allowed = String.join(", ", methods.keySet());
            return CompletableFuture.completedFuture(
                    error(405, "Expected " + allowed).withHeader("allow", allowed));
        }
        try {
            return handler.handle(request);
        } catch (InvalidRequestException e) {
            return CompletableFuture.completedFuture(error(400, String.valueOf(e.getMessage())));
        }
    }

    private Routes add(String method, String path, HttpHandler handler) {
        handlers.computeIfAbsent(path, p -> new LinkedHashMap<>()).put(method, handler);
        return this;
    }
}
