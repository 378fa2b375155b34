package dev.sockeye.engineio.internal.pipeline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.internal.http.HttpExchange;
import dev.sockeye.engineio.internal.http.ResponseHooks;
import dev.sockeye.engineio.internal.websocket.codec.OpeningHandshake;
import dev.sockeye.engineio.internal.websocket.codec.PerMessageDeflate;
import dev.sockeye.engineio.internal.websocket.codec.WebSocketException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The opening handshake of a WebSocket: checked, negotiated, and answered with 101. RFC 6455, section 4.2. */
final class WebSocketUpgrade {
    private final String accept;
    private final @Nullable String subprotocol;
    private final @Nullable PerMessageDeflate deflate;

    private WebSocketUpgrade(String accept, @Nullable String subprotocol, @Nullable PerMessageDeflate deflate) {
        this.accept = accept;
        this.subprotocol = subprotocol;
        this.deflate = deflate;
    }

    /** Checks a request; answers it and returns empty if it is no good handshake. */
    static Optional<WebSocketUpgrade> accept(HttpExchange exchange, EngineIoOptions options) {
        HttpHeaders headers = exchange.request().rawHeaders();
        String key = headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        String version = headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION);
        if (!exchange.request().method().equals("GET")) {
            refuse(exchange, 405, "Invalid HTTP method");
        } else if (!"websocket".equalsIgnoreCase(headers.get(HttpHeaderNames.UPGRADE))) {
            refuse(exchange, 400, "Invalid Upgrade header");
        } else if (key == null || !OpeningHandshake.isValidKey(key)) {
            refuse(exchange, 400, "Missing or invalid Sec-WebSocket-Key header");
        } else if (!"13".equals(version) && !"8".equals(version)) {
            exchange.responseHeaders().clear();
            exchange.responseHeaders().set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13, 8");
            exchange.respond(
                    400,
                    "text/html",
                    ByteBufUtil.encodeString(
                            exchange.channel().alloc(),
                            java.nio.CharBuffer.wrap("Missing or invalid Sec-WebSocket-Version header"),
                            ISO_8859_1),
                    true);
        } else {
            return negotiate(exchange, headers, key, options);
        }
        return Optional.empty();
    }

    private static Optional<WebSocketUpgrade> negotiate(
            HttpExchange exchange, HttpHeaders headers, String key, EngineIoOptions options) {
        PerMessageDeflate deflate = null;
        List<String> extensions = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS);
        if (options.perMessageDeflate().isPresent() && !extensions.isEmpty()) {
            try {
                deflate = PerMessageDeflate.negotiate(
                                extensions, options.perMessageDeflate().get())
                        .orElse(null);
            } catch (WebSocketException e) {
                refuse(exchange, 400, "Invalid or unacceptable Sec-WebSocket-Extensions header");
                return Optional.empty();
            }
        }
        return Optional.of(new WebSocketUpgrade(OpeningHandshake.acceptKey(key), firstSubprotocol(headers), deflate));
    }

    /** The first one that the client offers, as the reference server answers; browsers insist on an answer. */
    private static @Nullable String firstSubprotocol(HttpHeaders headers) {
        String offered = headers.get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        if (offered == null) {
            return null;
        }
        int comma = offered.indexOf(',');
        String first = (comma < 0 ? offered : offered.substring(0, comma)).trim();
        return first.isEmpty() ? null : first;
    }

    /** Refuses an upgrade in the form of the reference server: plain text, and the connection ends. */
    static void refuse(HttpExchange exchange, int status, String message) {
        exchange.responseHeaders().clear();
        exchange.respond(
                status,
                "text/html",
                ByteBufUtil.encodeString(exchange.channel().alloc(), java.nio.CharBuffer.wrap(message), ISO_8859_1),
                true);
    }

    @Nullable
    PerMessageDeflate deflate() {
        return deflate;
    }

    /** The bytes of the 101 response. */
    ByteBuf response(HttpExchange exchange, ResponseHooks hooks) {
        hooks.each(exchange);
        StringBuilder head = new StringBuilder(256)
                .append("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
                .append("Sec-WebSocket-Accept: ")
                .append(accept)
                .append("\r\n");
        if (subprotocol != null) {
            head.append("Sec-WebSocket-Protocol: ").append(subprotocol).append("\r\n");
        }
        if (deflate != null) {
            head.append("Sec-WebSocket-Extensions: ")
                    .append(deflate.responseHeader())
                    .append("\r\n");
        }
        for (Map.Entry<String, String> header : exchange.responseHeaders()) {
            head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        byte[] bytes = head.append("\r\n").toString().getBytes(ISO_8859_1);
        return exchange.channel().alloc().buffer(bytes.length).writeBytes(bytes);
    }
}
