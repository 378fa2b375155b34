package dev.sockeye.engineio.internal.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.sockeye.engineio.ConnectionError.Code;
import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.internal.http.HttpExchange;
import dev.sockeye.engineio.internal.http.InputBudget;
import dev.sockeye.engineio.internal.http.JsonText;
import dev.sockeye.engineio.internal.http.ResponseHooks;
import dev.sockeye.engineio.internal.loop.LoopContext;
import dev.sockeye.engineio.internal.polling.PollingTransport;
import dev.sockeye.engineio.internal.session.DefaultEngineSession;
import dev.sockeye.engineio.internal.session.Engine;
import dev.sockeye.engineio.internal.session.SessionIds;
import dev.sockeye.engineio.internal.websocket.WebSocketLoop;
import dev.sockeye.engineio.internal.websocket.WebSocketTransport;
import dev.sockeye.engineio.protocol.ProtocolVersion;
import dev.sockeye.engineio.protocol.TransportType;
import dev.sockeye.engineio.transport.OutgoingPacket;
import dev.sockeye.engineio.transport.TransportListener;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Opens sessions, and lets WebSockets join sessions that began with long-polling. Thread-safe. */
final class Handshakes {
    private final Engine engine;
    private final EngineIoOptions options;
    private final ResponseHooks hooks;
    private final InputBudget budget;
    private final RequestDispatcher dispatcher;
    private final SessionIds ids = new SessionIds();
    private final ConcurrentHashMap<EventLoop, WebSocketLoop> webSocketLoops = new ConcurrentHashMap<>();

    Handshakes(Engine engine, ResponseHooks hooks, InputBudget budget, RequestDispatcher dispatcher) {
        this.engine = engine;
        this.options = engine.options();
        this.hooks = hooks;
        this.budget = budget;
        this.dispatcher = dispatcher;
    }

    /** Opens a session for a verified request; on the request's event loop, which becomes the session's. */
    void open(HttpExchange exchange, boolean upgrade, TransportType transport, Map<String, String> query) {
        ProtocolVersion version = ProtocolVersion.ofQuery(query.get("EIO"));
        if (version == ProtocolVersion.V3 && !options.allowEio3()) {
            dispatcher.refuse(exchange, upgrade, Code.UNSUPPORTED_PROTOCOL_VERSION, null, "protocol", 3);
            return;
        }
        if (options.generateId().isEmpty()) {
            openAs(ids.next(), exchange, upgrade, transport, version, query);
            return;
        }
        CompletionStage<String> stage;
        try {
            stage = requireNonNull(options.generateId().get().apply(exchange.request()), "generateId returned null");
        } catch (RuntimeException e) {
            refuseId(exchange, upgrade, e);
            return;
        }
        stage.whenComplete((sid, error) -> RequestDispatcher.onLoop(exchange, () -> {
            if (error != null || sid == null || sid.isEmpty()) {
                refuseId(exchange, upgrade, error);
            } else {
                openAs(sid, exchange, upgrade, transport, version, query);
            }
        }));
    }

    private void refuseId(HttpExchange exchange, boolean upgrade, @Nullable Throwable error) {
        dispatcher.refuse(
                exchange,
                upgrade,
                Code.BAD_REQUEST,
                null,
                "name",
                "ID_GENERATION_ERROR",
                "error",
                error == null ? "no id" : error);
    }

    private void openAs(
            String sid,
            HttpExchange exchange,
            boolean upgrade,
            TransportType transport,
            ProtocolVersion version,
            Map<String, String> query) {
        if (exchange.isAnswered()) {
            return;
        }
        if (engine.registry().get(sid) != null) {
            // before anything is written: the cookie would hand out the id of another client
            refuseId(exchange, upgrade, new IllegalStateException("the id is taken"));
            return;
        }
        String address = exchange.request().remoteAddress();
        if (!engine.registry().reserve(address)) {
            if (upgrade) {
                WebSocketUpgrade.refuse(exchange, 503, "Service Unavailable");
            } else {
                exchange.respond(503);
            }
            return;
        }
        boolean opened = false;
        try {
            opened = transport == TransportType.WEBSOCKET
                    ? openWebSocket(sid, exchange, version, query)
                    : openPolling(sid, exchange, upgrade, version, query);
        } finally {
            if (!opened) {
                engine.registry().release(address);
            }
        }
    }

    private boolean openPolling(
            String sid, HttpExchange exchange, boolean upgrade, ProtocolVersion version, Map<String, String> query) {
        if (upgrade) {
            acceptAndClose(exchange, version);
            return false;
        }
        LoopContext loop = engine.loop(exchange.channel().eventLoop());
        String jsonp = query.get("j");
        DefaultEngineSession session = new DefaultEngineSession(
                engine,
                loop,
                sid,
                version,
                exchange.request().compact(),
                listener -> new PollingTransport(
                        loop,
                        listener,
                        options,
                        hooks,
                        version,
                        isBase64Only(query),
                        jsonp == null ? null : jsonp.replaceAll("[^0-9]", ""),
                        budget));
        hooks.first(exchange, sid, true);
        PollingTransport polling = (PollingTransport) session.currentTransport();
        polling.onPoll(exchange);
        if (!session.open(OutgoingPacket.open(handshakeJson(sid, TransportType.POLLING)))) {
            refuseId(exchange, false, new IllegalStateException("the id is taken"));
            return false;
        }
        return true;
    }

    private boolean openWebSocket(
            String sid, HttpExchange exchange, ProtocolVersion version, Map<String, String> query) {
        WebSocketUpgrade upgrade = WebSocketUpgrade.accept(exchange, options).orElse(null);
        if (upgrade == null) {
            return false;
        }
        EventLoop eventLoop = exchange.channel().eventLoop();
        LoopContext loop = engine.loop(eventLoop);
        WebSocketTransport transport =
                new WebSocketTransport(webSocketLoop(eventLoop), version, isBase64Only(query), upgrade.deflate());
        DefaultEngineSession session = new DefaultEngineSession(
                engine, loop, sid, version, exchange.request().compact(), listener -> {
                    transport.listener(listener);
                    return transport;
                });
        hooks.first(exchange, sid, false);
        boolean[] opened = {false};
        exchange.upgrade(upgrade.response(exchange, hooks), transport, eventLoop, () -> {
            opened[0] = session.open(OutgoingPacket.open(handshakeJson(sid, TransportType.WEBSOCKET)));
            if (!opened[0]) {
                transport.discard();
            }
        });
        return opened[0];
    }

    /** Lets a WebSocket try to take over a session; on the session's executor. */
    void upgrade(HttpExchange exchange, DefaultEngineSession session, Map<String, String> query) {
        WebSocketUpgrade upgrade = WebSocketUpgrade.accept(exchange, options).orElse(null);
        if (upgrade == null) {
            return;
        }
        EventLoop eventLoop = (EventLoop) session.eventExecutor();
        WebSocketTransport transport = new WebSocketTransport(
                webSocketLoop(eventLoop), session.protocol(), isBase64Only(query), upgrade.deflate());
        exchange.upgrade(upgrade.response(exchange, hooks), transport, eventLoop, () -> {
            TransportListener listener = session.offerUpgrade(transport);
            if (listener == null) {
                transport.discard();
            } else {
                transport.listener(listener);
            }
        });
    }

    /** An upgrade that names long-polling: the reference server accepts it and closes it. On the request's event loop. */
    void acceptAndClose(HttpExchange exchange, ProtocolVersion version) {
        WebSocketUpgrade upgrade = WebSocketUpgrade.accept(exchange, options).orElse(null);
        if (upgrade != null) {
            EventLoop eventLoop = exchange.channel().eventLoop();
            WebSocketTransport transport =
                    new WebSocketTransport(webSocketLoop(eventLoop), version, false, upgrade.deflate());
            exchange.upgrade(upgrade.response(exchange, hooks), transport, eventLoop, transport::discard);
        }
    }

    private WebSocketLoop webSocketLoop(EventLoop eventLoop) {
        WebSocketLoop loop = webSocketLoops.get(eventLoop);
        return loop != null
                ? loop
                : webSocketLoops.computeIfAbsent(
                        eventLoop, key -> new WebSocketLoop(engine.loop(key), options, budget));
    }

    private static boolean isBase64Only(Map<String, String> query) {
        String b64 = query.get("b64");
        return b64 != null && !b64.isEmpty();
    }

    /** Engine.IO protocol v4, "Handshake"; keys in the order of the reference server. */
    private byte[] handshakeJson(String sid, TransportType transport) {
        boolean offersUpgrade = transport == TransportType.POLLING
                && options.allowUpgrades()
                && options.transports().contains(TransportType.WEBSOCKET);
        return ("{\"sid\":" + JsonText.quote(sid) + ",\"upgrades\":[" + (offersUpgrade ? "\"websocket\"" : "")
                        + "],\"pingInterval\":" + options.pingInterval().toMillis() + ",\"pingTimeout\":"
                        + options.pingTimeout().toMillis() + ",\"maxPayload\":" + options.maxHttpBufferSize() + "}")
                .getBytes(UTF_8);
    }
}
