package dev.sockeye.engineio.internal.http;

import dev.sockeye.engineio.EngineIoOptions;
import io.netty.handler.codec.http.HttpHeaderNames;

/** Headers that the options put on responses of the engine. */
public final class ResponseHooks {
    private final EngineIoOptions options;

    /** @param options where the hooks stand */
    public ResponseHooks(EngineIoOptions options) {
        this.options = options;
    }

    /** The first response of a session; {@code cookie} for long-polling only. */
    public void first(HttpExchange exchange, String sid, boolean cookie) {
        if (cookie) {
            options.cookie().ifPresent(value -> exchange.responseHeaders()
                    .add(HttpHeaderNames.SET_COOKIE, SessionCookie.of(value, sid)));
        }
        options.initialHeaders().ifPresent(exchange::customizeHeaders);
    }

    /** Each response. */
    public void each(HttpExchange exchange) {
        options.headers().ifPresent(exchange::customizeHeaders);
    }
}
