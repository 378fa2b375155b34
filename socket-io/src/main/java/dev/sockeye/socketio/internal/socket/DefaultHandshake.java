package dev.sockeye.socketio.internal.socket;

import dev.sockeye.engineio.HandshakeRequest;
import dev.sockeye.socketio.Handshake;
import dev.sockeye.socketio.protocol.PacketArgs;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The first request of the session and the auth payload for one namespace: a view, made and read when asked for. Immutable. */
public final class DefaultHandshake implements Handshake {
    /** As JavaScript prints a date. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEE MMM dd yyyy HH:mm:ss 'GMT'xx '(Coordinated Universal Time)'", Locale.ROOT);

    private final HandshakeRequest request;
    private final PacketArgs auth;
    private final long issuedMillis;

    /** @param auth the auth payload as its only element, or no element */
    public DefaultHandshake(HandshakeRequest request, PacketArgs auth, long issuedMillis) {
        this.request = request;
        this.auth = auth;
        this.issuedMillis = issuedMillis;
    }

    @Override
    public Map<String, List<String>> headers() {
        return request.headers();
    }

    @Override
    public Optional<String> header(String name) {
        return request.header(name);
    }

    @Override
    public Map<String, String> query() {
        return request.query();
    }

    @Override
    public Optional<String> query(String name) {
        return Optional.ofNullable(request.query().get(name));
    }

    @Override
    public Map<String, Object> auth() {
        return auth(auth);
    }

    /** An auth payload, given as the only element or as none, as a map; empty if it is none. */
    @SuppressWarnings("unchecked") // a JSON object
    public static Map<String, Object> auth(PacketArgs auth) {
        Object value = auth.size() == 0 ? null : auth.value(0);
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    @Override
    @SuppressWarnings("unchecked") // the parser answers what the type says
    public <T> @Nullable T auth(Class<T> type) {
        return auth.size() == 0 ? null : (T) auth.get(0, type);
    }

    @Override
    public String address() {
        return request.remoteAddress();
    }

    @Override
    public boolean xdomain() {
        return request.header("origin").isPresent();
    }

    @Override
    public boolean secure() {
        return request.isSecure();
    }

    @Override
    public Instant issued() {
        return Instant.ofEpochMilli(issuedMillis);
    }

    @Override
    public String url() {
        return request.url();
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> headers = new LinkedHashMap<>();
        request.headers().forEach((name, values) -> headers.put(name, String.join(separator(name), values)));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("headers", headers);
        map.put("time", TIME.format(ZonedDateTime.ofInstant(issued(), ZoneOffset.UTC)));
        map.put("address", address());
        map.put("xdomain", xdomain());
        map.put("secure", secure());
        map.put("issued", issuedMillis);
        map.put("url", url());
        map.put("query", new LinkedHashMap<>(query()));
        map.put("auth", auth());
        return map;
    }

    private static String separator(String header) {
        return header.equals("cookie") ? "; " : ", ";
    }
}
