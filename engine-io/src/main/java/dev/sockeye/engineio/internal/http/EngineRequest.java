package dev.sockeye.engineio.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sockeye.engineio.HandshakeRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as the engine and the application see it. Immutable, thread-safe. {@link #compact()} is the form that a
 * session keeps: its headers are one byte array, parsed again on the rare occasions when somebody asks.
 */
public final class EngineRequest implements HandshakeRequest {
    private static final char SECURE = 's';
    private static final char PLAIN = 'p';

    private final String method;
    private final String url;
    private final HttpHeaders headers;
    private final String remoteAddress;
    private final boolean secure;

    /** A request whose headers do not change any more. */
    public EngineRequest(String method, String url, HttpHeaders headers, String remoteAddress, boolean secure) {
        this.method = method;
        this.url = url;
        this.headers = headers;
        this.remoteAddress = remoteAddress;
        this.secure = secure;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String url() {
        return url;
    }

    /** The target without its query. */
    public String path() {
        int question = url.indexOf('?');
        return question < 0 ? url : url.substring(0, question);
    }

    @Override
    public Map<String, String> query() {
        return QueryString.parse(url);
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public Map<String, List<String>> headers() {
        return toMap(headers);
    }

    private static Map<String, List<String>> toMap(HttpHeaders headers) {
        Map<String, List<String>> map = new LinkedHashMap<>();
        for (Map.Entry<String, String> header : headers) {
            map.computeIfAbsent(header.getKey().toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
                    .add(header.getValue());
        }
        return map;
    }

    /** The headers as they came. */
    public HttpHeaders rawHeaders() {
        return headers;
    }

    @Override
    public String remoteAddress() {
        return remoteAddress;
    }

    @Override
    public boolean isSecure() {
        return secure;
    }

    /** The small form that a session keeps. */
    public HandshakeRequest compact() {
        StringBuilder block = new StringBuilder(256);
        block.append(secure ? SECURE : PLAIN)
                .append(HeaderWords.shorten(method))
                .append('\n')
                .append(HeaderWords.shortenTarget(url))
                .append('\n')
                .append(remoteAddress)
                .append('\n');
        for (Map.Entry<String, String> header : headers) {
            block.append(HeaderWords.shorten(header.getKey().toLowerCase(Locale.ROOT)))
                    .append('\n')
                    .append(HeaderWords.shorten(header.getValue()))
                    .append('\n');
        }
        return new Compact(block.toString().getBytes(ISO_8859_1));
    }

    /** All lines in one array: whether secure, and the method; target, address, then names and values of the headers. */
    private static final class Compact implements HandshakeRequest {
        private static final int HEADERS = 3;

        private final byte[] block;

        Compact(byte[] block) {
            this.block = block;
        }

        private String[] lines() {
            return new String(block, ISO_8859_1).split("\n", -1);
        }

        private HttpHeaders parsed() {
            HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory()
                    .withValidation(false)
                    .newHeaders();
            String[] lines = lines();
            for (int i = HEADERS; i + 1 < lines.length; i += 2) {
                headers.add(HeaderWords.restore(lines[i]), HeaderWords.restore(lines[i + 1]));
            }
            return headers;
        }

        @Override
        public String method() {
            return HeaderWords.restore(lines()[0].substring(1));
        }

        @Override
        public String url() {
            return HeaderWords.restoreTarget(lines()[1]);
        }

        @Override
        public String remoteAddress() {
            return lines()[2];
        }

        @Override
        public boolean isSecure() {
            return block[0] == SECURE;
        }

        @Override
        public Map<String, String> query() {
            return QueryString.parse(url());
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.ofNullable(parsed().get(name));
        }

        @Override
        public Map<String, List<String>> headers() {
            return toMap(parsed());
        }
    }
}
