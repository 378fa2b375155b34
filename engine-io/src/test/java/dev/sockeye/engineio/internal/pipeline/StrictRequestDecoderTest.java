package dev.sockeye.engineio.internal.pipeline;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StrictRequestDecoderTest {
    private static final String BODY_OF_HEADERS = " a\r\n\tb: c\r\n\r\n d";
    private static final String TWO_REQUESTS = "\r\nPOST / HTTP/1.1\r\nHost: x\r\nContent-Length: 15\r\n\r\n"
            + BODY_OF_HEADERS + "\r\n\r\nGET /second HTTP/1.1\r\nHost: x\r\n\r\n";

    /** What comes out: the targets of good requests, "bad" for others, bodies. */
    private static String decode(String bytes, int firstPart) {
        EmbeddedChannel channel = new EmbeddedChannel(new StrictRequestDecoder());
        byte[] all = bytes.getBytes(US_ASCII);
        channel.writeInbound(Unpooled.copiedBuffer(all, 0, firstPart));
        channel.writeInbound(Unpooled.copiedBuffer(all, firstPart, all.length - firstPart));
        StringBuilder out = new StringBuilder();
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            if (message instanceof HttpRequest request) {
                out.append(request.decoderResult().isSuccess() ? request.uri() : "bad")
                        .append('|');
            }
            if (message instanceof HttpContent content) {
                out.append(content.content().toString(US_ASCII));
            }
            ReferenceCountUtil.release(message);
        }
        channel.finishAndReleaseAll();
        return out.toString();
    }

    @Test
    void aBodyMayLookLikeFoldedHeadersWhereverItIsCut() {
        assertThat(BODY_OF_HEADERS).hasSize(15);
        for (int cut = 0; cut <= TWO_REQUESTS.length(); cut++) {
            assertThat(decode(TWO_REQUESTS, cut)).as("cut at " + cut).isEqualTo("/|" + BODY_OF_HEADERS + "/second|");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"A: b\r\n c", "A: b\n\tc", " A: b", "Transfer-Encoding:\r\n chunked"})
    void aFoldedHeaderIsRefusedWhereverItIsCut(String headers) {
        String request = "POST / HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n\r\nGET /second HTTP/1.1\r\nHost: x\r\n\r\n";
        for (int cut = 0; cut <= request.length(); cut++) {
            assertThat(decode(request, cut)).as("cut at " + cut).isEqualTo("bad|");
        }
    }
}
