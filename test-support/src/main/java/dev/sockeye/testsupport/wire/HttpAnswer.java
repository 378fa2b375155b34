package dev.sockeye.testsupport.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A response as it came over the wire.
 *
 * @param status the status code
 * @param headers lower-case names with their values in order
 * @param body the body, chunks joined, not decompressed
 */
public record HttpAnswer(int status, Map<String, List<String>> headers, byte[] body) {
    /** The body as UTF-8. */
    public String text() {
        return new String(body, UTF_8);
    }

    /** The first value of a header, empty if there is none. */
    public String header(String name) {
        List<String> values = headers(name);
        return values.isEmpty() ? "" : values.get(0);
    }

    /** All values of a header. */
    public List<String> headers(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** Status and body in one line, for assertions: {@code "400 {...}"}. */
    public String summary() {
        return status + " " + text();
    }

    @Override
    public String toString() {
        return status + " " + headers + " " + text();
    }
}
