package dev.sockeye.engineio.internal.pipeline;

import dev.sockeye.engineio.HttpHandler;
import dev.sockeye.engineio.internal.http.ClientAddress;
import dev.sockeye.engineio.internal.http.InputBudget;
import dev.sockeye.engineio.internal.session.Engine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What all connections of a server share. Immutable, thread-safe.
 *
 * @param engine sessions and options
 * @param dispatcher verifies requests and brings them to their sessions
 * @param routes handlers of exact paths, asked before the engine
 * @param fallback handler of everything outside the path
 * @param httpExecutor where these handlers run
 * @param addresses finds out who the client is
 * @param budget bytes of unfinished input
 */
public record Site(
        Engine engine,
        RequestDispatcher dispatcher,
        Map<String, HttpHandler> routes,
        Optional<HttpHandler> fallback,
        Executor httpExecutor,
        ClientAddress addresses,
        InputBudget budget) {
    /** Copies the routes. */
    public Site {
        routes = Map.copyOf(routes);
    }

    /** A site for an engine. */
    public static Site of(
            Engine engine,
            Map<String, HttpHandler> routes,
            Optional<HttpHandler> fallback,
            Executor httpExecutor,
            List<String> trustedProxies) {
        InputBudget budget = new InputBudget(engine.options().maxPendingInputBytes());
        return new Site(
                engine,
                new RequestDispatcher(engine, budget),
                routes,
                fallback,
                httpExecutor,
                new ClientAddress(trustedProxies),
                budget);
    }

    /** Bytes of unfinished input at this moment. */
    public long pendingInputBytes() {
        return budget.used();
    }

    /** Whether a request target is below the engine's path: a raw prefix, as in the reference server. */
    boolean isOurs(String target) {
        return target.startsWith(
                prefix(engine.options().path(), engine.options().addTrailingSlash()));
    }

    static String prefix(String path, boolean trailingSlash) {
        String stripped = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return trailingSlash ? stripped + "/" : stripped;
    }
}
