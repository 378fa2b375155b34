package dev.sockeye.bench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The start line and headers of one HTTP/1.1 message, searched as text. Immutable. */
public final class HttpHead {

    private final String startLine;
    private final String headers;

    private HttpHead(String startLine, String headers) {
        this.startLine = startLine;
        this.headers = headers;
    }

    /** Takes the head off the buffer, or returns null with the buffer untouched when it is not complete. */
    public static @Nullable HttpHead read(ByteBuf in) {
        int start = in.readerIndex();
        int end = endOfHead(in);
        if (end < 0) {
            return null;
        }
        String head = in.toString(start, end - start, StandardCharsets.ISO_8859_1);
        in.readerIndex(end + 4);
        int line = head.indexOf("\r\n");
        return line < 0 ? new HttpHead(head, "") : new HttpHead(head.substring(0, line), head.substring(line));
    }

    private static int endOfHead(ByteBuf in) {
        int index = in.readerIndex();
        int last = in.writerIndex() - 4;
        while (index <= last) {
            int carriageReturn = in.indexOf(index, last + 1, (byte) '\r');
            if (carriageReturn < 0) {
                return -1;
            }
            if (in.getInt(carriageReturn) == 0x0d0a0d0a) {
                return carriageReturn;
            }
            index = carriageReturn + 1;
        }
        return -1;
    }

    public String startLine() {
        return startLine;
    }

    /** The value of a header, or null; names are compared without regard to case. */
    public @Nullable String header(String name) {
        String line = "\r\n" + name + ":";
        int at = headers.indexOf(line);
        if (at < 0) {
            at = AsciiString.indexOfIgnoreCaseAscii(headers, line, 0);
        }
        if (at < 0) {
            return null;
        }
        int start = at + line.length();
        int end = headers.indexOf("\r\n", start);
        return headers.substring(start, end < 0 ? headers.length() : end).trim();
    }

    /** The body's length, 0 without the header; chunked bodies are not understood. */
    public int contentLength() {
        String value = header("Content-Length");
        if (value != null) {
            return Integer.parseInt(value);
        }
        String encoding = header("Transfer-Encoding");
        if (encoding != null && encoding.toLowerCase(Locale.ROOT).contains("chunked")) {
            throw new IllegalStateException("a chunked body (expected: Content-Length)");
        }
        return 0;
    }
}
