package dev.sockeye.examples.core;

import dev.sockeye.engineio.HttpHandler;
import dev.sockeye.engineio.HttpRequest;
import dev.sockeye.engineio.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Serves files of known types from a folder of the class path. Thread-safe. */
final class Pages implements HttpHandler {
    // No dots but the one before the type: nothing outside the folder can be named.
    private static final Pattern PATH = Pattern.compile("(?:/[\\w-]+)+\\.(html|js|css|svg)");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    private final String folder;

    Pages(String folder) {
        this.folder = folder;
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest request) throws IOException {
        return CompletableFuture.completedFuture(
                switch (request.method()) {
                    case "GET", "HEAD" -> page(request.path().equals("/") ? "/index.html" : request.path());
                    default -> HttpResponse.status(405).withHeader("allow", "GET, HEAD");
                });
    }

    private HttpResponse page(String path) throws IOException {
        var match = PATH.matcher(path);
        if (!match.matches()) {
            return HttpResponse.text(404, "Not found\n");
        }
        try (InputStream file = Pages.class.getResourceAsStream(folder + path)) {
            if (file == null) {
                return HttpResponse.text(404, "Not found\n");
            }
            Map<String, String> headers = Map.of(
                    "content-type", TYPES.getOrDefault(match.group(1), "text/plain"),
                    "cache-control", "no-cache",
                    "x-content-type-options", "nosniff");
            return new HttpResponse(200, headers, file.readAllBytes());
        }
    }
}
