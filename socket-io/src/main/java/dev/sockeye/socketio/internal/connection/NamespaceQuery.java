package dev.sockeye.socketio.internal.connection;

import dev.sockeye.socketio.protocol.PacketArgs;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The namespace in a CONNECT packet of revision 4, which may carry a query: its parameters are the auth payload. Immutable.
 *
 * @param path the namespace without the query
 * @param auth the decoded query as the only element; no element if there is no query
 */
record NamespaceQuery(String path, PacketArgs auth) {
    static NamespaceQuery parse(String namespace) {
        int mark = namespace.indexOf('?');
        if (mark < 0) {
            return new NamespaceQuery(namespace, PacketArgs.none());
        }
        Map<String, Object> auth = new LinkedHashMap<>();
        for (String parameter : namespace.substring(mark + 1).split("&")) {
            if (!parameter.isEmpty()) {
                int equals = parameter.indexOf('=');
                String name = equals < 0 ? parameter : parameter.substring(0, equals);
                auth.put(decode(name), equals < 0 ? "" : decode(parameter.substring(equals + 1)));
            }
        }
        return new NamespaceQuery(namespace.substring(0, mark), PacketArgs.of(auth));
    }

    /** What is no valid escape stays as it is. */
    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
