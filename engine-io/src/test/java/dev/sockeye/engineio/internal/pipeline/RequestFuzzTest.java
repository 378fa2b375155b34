package dev.sockeye.engineio.internal.pipeline;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sockeye.testsupport.fuzz.FuzzTarget;
import dev.sockeye.testsupport.fuzz.MutationTests;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Bytes on an HTTP port: the same requests however they are cut, and nothing behind one that is refused. */
final class RequestFuzzTest {
    private static final int MAX_CUTS = 6;
    /** Each is read twice, and a header may be as short as four bytes. */
    private static final FuzzTarget REQUESTS =
            FuzzTarget.of("requests", RequestFuzzTest::accepts).allowing(2000);

    @FuzzTest
    void requests(byte[] input) {
        REQUESTS.check(input);
    }

    @TestFactory
    Stream<DynamicTest> mutations() {
        return MutationTests.of(RequestFuzzTest.class, REQUESTS);
    }

    private static boolean accepts(byte[] input) {
        String whole = read(input, input.length);
        Random random =
                new Random(Arrays.hashCode(input)); // cut where the input itself says, so that a failure repeats
        int[] cuts = random.ints(MAX_CUTS, 0, input.length + 1).sorted().toArray();
        FuzzTarget.require(read(input, cuts).equals(whole), "read the same however it is cut");
        int bad = whole.indexOf("bad|");
        FuzzTarget.require(bad < 0 || bad == whole.length() - 4, "nothing behind a bad request");
        return bad < 0 && !whole.isEmpty();
    }

    /** Lines and headers of the requests that come out, and their bodies as hex. */
    private static String read(byte[] input, int... cuts) {
        EmbeddedChannel channel = new EmbeddedChannel(new StrictRequestDecoder());
        int from = 0;
        for (int cut : cuts) {
            channel.writeInbound(Unpooled.copiedBuffer(input, from, cut - from));
            from = cut;
        }
        channel.writeInbound(Unpooled.copiedBuffer(input, from, input.length - from));
        StringBuilder out = new StringBuilder();
        boolean good = true;
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            if (message instanceof HttpRequest request) {
                good = request.decoderResult().isSuccess();
                out.append(
                        good
                                ? request.method() + " " + request.uri() + " "
                                        + request.headers().entries() + "|"
                                : "bad|");
            }
            if (message instanceof HttpContent content && good) {
                if (content.decoderResult().isFailure()) {
                    good = false;
                    out.append("bad|");
                } else {
                    out.append(ByteBufUtil.hexDump(content.content()))
                            .append(message instanceof LastHttpContent ? "|" : "");
                }
            }
            ReferenceCountUtil.release(message);
        }
        channel.finishAndReleaseAll();
        return out.toString();
    }
}
