package dev.sockeye.engineio.internal.pipeline;

import dev.sockeye.engineio.EngineMiddleware;
import dev.sockeye.engineio.internal.http.HttpExchange;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the application's middlewares on one request, one after the other, on the request's event loop. */
final class MiddlewareChain implements EngineMiddleware.Response {
    private static final Logger log = LoggerFactory.getLogger(MiddlewareChain.class);

    private final List<EngineMiddleware> middlewares;
    private final HttpExchange exchange;
    private final boolean upgrade;

    MiddlewareChain(List<EngineMiddleware> middlewares, HttpExchange exchange, boolean upgrade) {
        this.middlewares = middlewares;
        this.exchange = exchange;
        this.upgrade = upgrade;
    }

    /** @param done told null, or what went wrong */
    void run(Consumer<@Nullable Throwable> done) {
        run(0, done);
    }

    private void run(int index, Consumer<@Nullable Throwable> done) {
        for (int i = index; i < middlewares.size() && !exchange.isAnswered(); i++) {
            CompletionStage<?> stage;
            try {
                stage = middlewares.get(i).handle(exchange.request(), this);
            } catch (Exception e) {
                log.debug("A middleware refused {}", exchange.request().path(), e);
                done.accept(e);
                return;
            }
            if (stage != null && !isDone(stage)) {
                int next = i + 1;
                stage.whenComplete((value, error) -> RequestDispatcher.onLoop(exchange, () -> {
                    if (error != null) {
                        done.accept(error);
                    } else {
                        run(next, done);
                    }
                }));
                return;
            }
        }
        done.accept(null);
    }

    private static boolean isDone(CompletionStage<?> stage) {
        return stage instanceof java.util.concurrent.CompletableFuture<?> future
                && future.isDone()
                && !future.isCompletedExceptionally();
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(exchange.responseHeaders().get(name));
    }

    @Override
    public void setHeader(String name, String value) {
        exchange.responseHeaders().set(name, value);
    }

    @Override
    public void addHeader(String name, String value) {
        exchange.responseHeaders().add(name, value);
    }

    @Override
    public void removeHeader(String name) {
        exchange.responseHeaders().remove(name);
    }

    @Override
    public void end(int status, String body) {
        if (upgrade) {
            exchange.markAnswered();
            exchange.channel().close();
        } else {
            exchange.respond(status, "text/plain; charset=utf-8", RequestDispatcher.utf8(body));
        }
    }
}
