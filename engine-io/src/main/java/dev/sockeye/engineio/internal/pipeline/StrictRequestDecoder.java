package dev.sockeye.engineio.internal.pipeline;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Netty's decoder with the reference server's limit of headers, and without tolerance for what another server on the way
 * may read differently: ambiguous lengths, and headers that go on in the next line (RFC 9112, section 5.2).
 */
final class StrictRequestDecoder extends HttpRequestDecoder {
    private static final int MAX_LINE_BYTES = 16 * 1024;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final HttpDecoderConfig CONFIG = new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setMaxChunkSize(64 * 1024)
            .setValidateHeaders(true);

    /** Whether the next byte belongs to a request's line or headers; Netty keeps this to itself. */
    private boolean inHead = true;

    /** Whether a line of that head has been taken: then an empty line ends it. */
    private boolean headBegun;

    /** Nothing is read behind what was refused. */
    private boolean refused;

    StrictRequestDecoder() {
        super(CONFIG);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (inHead && isFolded(in)) {
            refused = true;
            in.skipBytes(in.readableBytes());
            HttpMessage request = createInvalidMessage();
            request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("folded header")));
            out.add(request);
            return;
        }
        int line = in.readerIndex();
        int before = out.size();
        super.decode(ctx, in, out);
        if (out.size() == before) {
            headBegun |= inHead && skipLineEnds(in, line, in.readerIndex()) < in.readerIndex();
            return;
        }
        headBegun = false;
        for (int i = before; i < out.size(); i++) {
            Object message = out.get(i);
            inHead = message instanceof LastHttpContent || (inHead && !(message instanceof HttpMessage));
            refused |= message instanceof HttpObject object
                    && object.decoderResult().isFailure();
        }
    }

    /** Whether a line of the head begins with white space. Netty takes whole lines, so that {@code in} begins with one. */
    private boolean isFolded(ByteBuf in) {
        int end = in.writerIndex();
        int line = headBegun ? in.readerIndex() : skipLineEnds(in, in.readerIndex(), end);
        while (line < end && !isLineEnd(in.getByte(line))) {
            if (in.getByte(line) == ' ' || in.getByte(line) == '\t') {
                return true;
            }
            int lineFeed = in.indexOf(line, end, (byte) '\n');
            if (lineFeed < 0) {
                return false;
            }
            line = lineFeed + 1;
        }
        return false;
    }

    private static int skipLineEnds(ByteBuf in, int from, int end) {
        int at = from;
        while (at < end && isLineEnd(in.getByte(at))) {
            at++;
        }
        return at;
    }

    private static boolean isLineEnd(byte b) {
        return b == '\r' || b == '\n';
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
    }
}
