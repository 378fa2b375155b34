package dev.sockeye.engineio.internal.pipeline;

import dev.sockeye.engineio.HttpHandler;
import dev.sockeye.engineio.HttpRequest;
import dev.sockeye.engineio.HttpResponse;
import dev.sockeye.engineio.internal.http.Cors;
import dev.sockeye.engineio.internal.http.EngineRequest;
import dev.sockeye.engineio.internal.http.HttpExchange;
import dev.sockeye.engineio.internal.http.RequestBody;
import dev.sockeye.engineio.internal.log.Warnings;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands requests that are not the engine's to the application, with their whole body and off the event loop. */
final class ApplicationRequests {
    private static final Logger log = LoggerFactory.getLogger(ApplicationRequests.class);
    private static final Warnings WARNINGS = new Warnings();

    private ApplicationRequests() {}

    static void handle(Site site, HttpExchange exchange, HttpHandler handler, boolean withCors) {
        if (withCors) {
            site.engine()
                    .options()
                    .cors()
                    .ifPresent(cors -> Cors.apply(cors, exchange.request(), exchange.responseHeaders()));
        }
        exchange.body()
                .onComplete(
                        Runnable::run,
                        body -> call(site, exchange, handler, body),
                        failure -> exchange.respond(
                                failure == RequestBody.Failure.TOO_LARGE ? 413 : 503,
                                null,
                                Unpooled.EMPTY_BUFFER,
                                true));
    }

    private static void call(Site site, HttpExchange exchange, HttpHandler handler, byte[] body) {
        try {
            site.httpExecutor().execute(() -> {
                try {
                    CompletionStage<HttpResponse> stage = handler.handle(new Request(exchange.request(), body));
                    stage.whenComplete((response, error) -> {
                        if (error != null) {
                            fail(exchange, error);
                        } else {
                            respond(exchange, response);
                        }
                    });
                } catch (Throwable e) { // the application's code: the client must still get an answer
                    fail(exchange, e);
                }
            });
        } catch (RejectedExecutionException e) {
            exchange.respond(503);
        }
    }

    private static void fail(HttpExchange exchange, Throwable error) {
        WARNINGS.warn(
                log,
                "{} {} failed",
                exchange.request().method(),
                exchange.request().path(),
                error);
        exchange.respond(500);
    }

    private static void respond(HttpExchange exchange, HttpResponse response) {
        response.headers().forEach((name, value) -> exchange.responseHeaders().set(name, value));
        exchange.respond(response.status(), null, Unpooled.wrappedBuffer(response.body()), false);
    }

    private record Request(EngineRequest request, byte[] body) implements HttpRequest {
        @Override
        public String path() {
            return request.path();
        }

        @Override
        public String method() {
            return request.method();
        }

        @Override
        public String url() {
            return request.url();
        }

        @Override
        public Map<String, String> query() {
            return request.query();
        }

        @Override
        public Optional<String> header(String name) {
            return request.header(name);
        }

        @Override
        public Map<String, List<String>> headers() {
            return request.headers();
        }

        @Override
        public String remoteAddress() {
            return request.remoteAddress();
        }

        @Override
        public boolean isSecure() {
            return request.isSecure();
        }
    }
}
