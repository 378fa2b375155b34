package dev.sockeye.engineio.internal.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.sockeye.engineio.ConnectionError;
import dev.sockeye.engineio.ConnectionError.Code;
import dev.sockeye.engineio.CorsOptions;
import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.EngineObserver;
import dev.sockeye.engineio.HandshakePolicy;
import dev.sockeye.engineio.internal.http.Cors;
import dev.sockeye.engineio.internal.http.EngineRequest;
import dev.sockeye.engineio.internal.http.ErrorResponse;
import dev.sockeye.engineio.internal.http.HttpExchange;
import dev.sockeye.engineio.internal.http.InputBudget;
import dev.sockeye.engineio.internal.http.ResponseHooks;
import dev.sockeye.engineio.internal.log.Warnings;
import dev.sockeye.engineio.internal.polling.PollingTransport;
import dev.sockeye.engineio.internal.session.DefaultEngineSession;
import dev.sockeye.engineio.internal.session.Engine;
import dev.sockeye.engineio.protocol.TransportType;
import dev.sockeye.engineio.transport.Transport;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.concurrent.EventExecutor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies requests in the order of the reference server and brings them to their session, or to the handshake.
 * Thread-safe.
 */
public final class RequestDispatcher {
    private static final Logger log = LoggerFactory.getLogger(RequestDispatcher.class);
    private static final Warnings WARNINGS = new Warnings();

    private final Engine engine;
    private final EngineIoOptions options;
    private final ResponseHooks hooks;
    private final Handshakes handshakes;

    /** A dispatcher for the sessions of an engine. */
    public RequestDispatcher(Engine engine, InputBudget budget) {
        this.engine = engine;
        this.options = engine.options();
        this.hooks = new ResponseHooks(options);
        this.handshakes = new Handshakes(engine, hooks, budget, this);
    }

    /** Takes a request; on its event loop. */
    void dispatch(HttpExchange exchange, boolean upgrade, Site site) {
        boolean asUpgrade = upgrade && options.transports().contains(TransportType.WEBSOCKET);
        if (options.cors().isPresent()) {
            int preflight = Cors.apply(options.cors().get(), exchange.request(), exchange.responseHeaders());
            if (preflight != 0 && !asUpgrade) {
                exchange.respond(preflight);
                return;
            }
        }
        new MiddlewareChain(options.middlewares(), exchange, asUpgrade).run(error -> {
            if (exchange.isAnswered()) {
                return;
            }
            if (error != null) {
                refuse(exchange, asUpgrade, Code.BAD_REQUEST, null, "name", "MIDDLEWARE_FAILURE");
            } else {
                verify(exchange, asUpgrade);
            }
        });
    }

    private void verify(HttpExchange exchange, boolean upgrade) {
        EngineRequest request = exchange.request();
        Map<String, String> query = request.query();
        String name = query.get("transport");
        TransportType transport = TransportType.ofWireName(name);
        if (transport == null || !options.transports().contains(transport)) {
            refuse(exchange, upgrade, Code.TRANSPORT_UNKNOWN, null, "transport", name);
            return;
        }
        String origin = request.rawHeaders().get(HttpHeaderNames.ORIGIN);
        if (origin != null && hasControlCharacter(origin)) {
            exchange.responseHeaders().remove(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN);
            refuse(exchange, upgrade, Code.BAD_REQUEST, null, "name", "INVALID_ORIGIN", "origin", origin);
            return;
        }
        if (upgrade && options.checkOriginOnUpgrade() && origin != null && !isOwnOrAllowed(request, origin)) {
            WebSocketUpgrade.refuse(exchange, 403, "Forbidden");
            return;
        }
        String sid = query.get("sid");
        if (sid != null && !sid.isEmpty()) {
            toSession(exchange, upgrade, transport, sid, query);
        } else if (!request.method().equals("GET")) {
            refuse(exchange, upgrade, Code.BAD_HANDSHAKE_METHOD, null, "method", request.method());
        } else if (transport == TransportType.WEBSOCKET && !upgrade) {
            refuse(exchange, false, Code.BAD_REQUEST, null, "name", "TRANSPORT_HANDSHAKE_ERROR");
        } else {
            ask(exchange, upgrade, transport, query);
        }
    }

    private static boolean hasControlCharacter(String value) {
        return value.chars().anyMatch(c -> (c < 0x20 && c != '\t') || c == 0x7f || c > 0xff);
    }

    private boolean isOwnOrAllowed(EngineRequest request, String origin) {
        CorsOptions cors = options.cors().orElse(null);
        String host = request.rawHeaders().get(HttpHeaderNames.HOST);
        return (cors != null && cors.allows(origin))
                || origin.equals((request.isSecure() ? "https://" : "http://") + host);
    }

    // --- requests of a session

    private void toSession(
            HttpExchange exchange, boolean upgrade, TransportType transport, String sid, Map<String, String> query) {
        DefaultEngineSession session = engine.registry().get(sid);
        if (session == null) {
            refuse(exchange, upgrade, Code.SESSION_ID_UNKNOWN, null, "sid", sid);
            return;
        }
        EventExecutor executor = session.eventExecutor();
        if (executor.inEventLoop()) {
            onSession(exchange, upgrade, transport, session, query);
            return;
        }
        try {
            executor.execute(() -> onSession(exchange, upgrade, transport, session, query));
        } catch (RejectedExecutionException e) {
            refuse(exchange, upgrade, Code.SESSION_ID_UNKNOWN, null, "sid", sid);
        }
    }

    private void onSession(
            HttpExchange exchange,
            boolean upgrade,
            TransportType transport,
            DefaultEngineSession session,
            Map<String, String> query) {
        if (engine.registry().get(session.id()) != session) {
            refuse(exchange, upgrade, Code.SESSION_ID_UNKNOWN, null, "sid", session.id());
            return;
        }
        Transport current = session.currentTransport();
        if (!upgrade && current.type() != transport) {
            refuse(
                    exchange,
                    false,
                    Code.BAD_REQUEST,
                    null,
                    "name",
                    "TRANSPORT_MISMATCH",
                    "transport",
                    transport.wireName(),
                    "previousTransport",
                    current.type().wireName());
            return;
        }
        String eio = query.get("EIO");
        int protocol = "4".equals(eio) ? 4 : 3;
        if (protocol != session.protocol().number()) {
            refuse(
                    exchange,
                    upgrade,
                    Code.BAD_REQUEST,
                    null,
                    "name",
                    "PROTOCOL_MISMATCH",
                    "protocol",
                    protocol,
                    "previousProtocol",
                    session.protocol().number());
            return;
        }
        if (upgrade && transport != TransportType.WEBSOCKET) {
            RequestDispatcher.onLoop(exchange, () -> handshakes.acceptAndClose(exchange, session.protocol()));
        } else if (upgrade) {
            handshakes.upgrade(exchange, session, query);
        } else if (current instanceof PollingTransport polling) {
            switch (exchange.request().method()) {
                case "GET" -> polling.onPoll(exchange);
                case "POST" -> polling.onPost(exchange);
                default -> exchange.respond(500);
            }
        } else {
            exchange.respond(500);
        }
    }

    // --- handshakes

    private void ask(HttpExchange exchange, boolean upgrade, TransportType transport, Map<String, String> query) {
        HandshakePolicy policy = options.allowRequest().orElse(null);
        if (policy == null) {
            handshakes.open(exchange, upgrade, transport, query);
            return;
        }
        CompletionStage<HandshakePolicy.Decision> stage;
        try {
            stage = requireNonNull(policy.decide(exchange.request()), "allowRequest returned null");
        } catch (Exception e) {
            refuse(exchange, upgrade, Code.FORBIDDEN, null, "message", null);
            return;
        }
        stage.whenComplete((decision, error) -> onLoop(exchange, () -> {
            if (error == null && decision != null && decision.accepted()) {
                handshakes.open(exchange, upgrade, transport, query);
            } else {
                String message =
                        error == null && decision != null ? decision.message().orElse(null) : null;
                refuse(exchange, upgrade, Code.FORBIDDEN, message, "message", message);
            }
        }));
    }

    /** Runs a task on the exchange's event loop. */
    static void onLoop(HttpExchange exchange, Runnable task) {
        if (exchange.channel().eventLoop().inEventLoop()) {
            runOrFail(exchange, task);
            return;
        }
        try {
            exchange.channel().eventLoop().execute(() -> runOrFail(exchange, task));
        } catch (RejectedExecutionException e) {
            exchange.abort();
        }
    }

    /** A stage of the application would swallow the exception, and the request would wait for ever. */
    private static void runOrFail(HttpExchange exchange, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            WARNINGS.warn(
                    log,
                    "{} {} failed",
                    exchange.request().method(),
                    exchange.request().path(),
                    e);
            exchange.respond(500);
        }
    }

    // --- refusals

    /** Refuses a request in the form that its kind wants, and tells the observer. */
    void refuse(
            HttpExchange exchange, boolean upgrade, Code code, @Nullable String message, @Nullable Object... context) {
        Map<String, Object> details = new LinkedHashMap<>();
        for (int i = 0; i + 1 < context.length; i += 2) {
            putNullable(details, String.valueOf(context[i]), context[i + 1]);
        }
        ConnectionError error =
                new ConnectionError(code, message == null ? code.message() : message, details, exchange.request());
        EngineObserver observer = engine.observer();
        if (observer != null) {
            observer.onConnectionError(error);
        }
        if (upgrade) {
            WebSocketUpgrade.refuse(exchange, 400, error.message());
        } else {
            hooks.each(exchange);
            exchange.responseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.respond(ErrorResponse.status(error), "application/json", ErrorResponse.json(error));
        }
    }

    @SuppressWarnings("NullAway") // values of the context may be null, as in the reference server
    private static void putNullable(Map<String, Object> map, String key, @Nullable Object value) {
        map.put(key, value);
    }

    static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
