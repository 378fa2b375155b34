package dev.sockeye.testsupport.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    /** Reads a response, also an interim one; that to a HEAD has no body, whatever its headers say. */
    public static HttpAnswer read(InputStream in, boolean toHead) throws IOException {
        String[] status = line(in).split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/1.")) {
            throw new IOException("no response: " + String.join(" ", status));
        }
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
                    .add(line.substring(colon + 1).trim());
        }
        int code = Integer.parseInt(status[1]);
        HttpAnswer head = new HttpAnswer(code, headers, new byte[0]);
        return toHead || code < 200 || code == 204 || code == 304
                ? head
                : new HttpAnswer(code, headers, head.readBody(in));
    }

    private byte[] readBody(InputStream in) throws IOException {
        if (header("transfer-encoding").equals("chunked")) {
            ByteArrayOutputStream chunks = new ByteArrayOutputStream();
            for (int length = chunkLength(in); length > 0; length = chunkLength(in)) {
                chunks.write(bytes(in, length));
                line(in);
            }
            line(in);
            return chunks.toByteArray();
        }
        String length = header("content-length");
        return length.isEmpty() ? in.readAllBytes() : bytes(in, Integer.parseInt(length));
    }

    private static int chunkLength(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("closed after \"" + line.toString(ISO_8859_1) + '"');
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(ISO_8859_1);
    }

    /** Reads exactly this many bytes. */
    static byte[] bytes(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("closed after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

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
