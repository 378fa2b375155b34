package dev.sockeye.engineio.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.EngineHandler;
import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.HttpResponse;
import dev.sockeye.engineio.internal.session.Engine;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.stream.ChunkedStream;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Answers leave in the order of the requests, ours and the host's. What waits behind a request that is not answered yet is
 * bounded: 64 KiB of bodies, or 64 parts of requests.
 */
final class PipeliningTest {
    private final CompletableFuture<HttpResponse> first = new CompletableFuture<>();
    private final List<Long> depths = new ArrayList<>();
    private final Site site = Site.of(
            new Engine(EngineIoOptions.defaults(), new EngineHandler() {}),
            Map.of("/slow", request -> first, "/depth", request -> {
                depths.add(StackWalker.getInstance().walk(Stream::count));
                return CompletableFuture.completedFuture(HttpResponse.status(204));
            }),
            Optional.empty(),
            Runnable::run,
            List.of());
    private final EmbeddedChannel channel = new EmbeddedChannel(new EngineHttpHandler(site));

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    private void ask(String path) {
        channel.writeInbound(request(path), LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private static HttpRequest request(String path) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path);
        request.headers().set("Host", "test");
        return request;
    }

    private boolean isReading() {
        return channel.config().isAutoRead();
    }

    private int answers() {
        int answers = 0;
        for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            ReferenceCountUtil.release(out);
            answers++;
        }
        return answers;
    }

    @Test
    void readingPausesAt64KibibytesOfBodiesUntilTheAnswer() {
        ask("/slow");
        channel.writeInbound(request("/slow"));
        channel.writeInbound(new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[64 * 1024 - 1])));
        assertThat(isReading()).isTrue();
        channel.writeInbound(new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[1])));
        assertThat(isReading()).isFalse();
        first.complete(HttpResponse.status(200));
        channel.runPendingTasks();
        assertThat(isReading()).isTrue();
        channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
        assertThat(answers()).isEqualTo(2);
    }

    @Test
    void readingPausesAt64PartsOfRequestsUntilTheAnswer() {
        ask("/slow");
        for (int i = 0; i < 31; i++) {
            ask("/slow");
        }
        channel.writeInbound(request("/slow"));
        assertThat(isReading()).isTrue();
        channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
        assertThat(isReading()).isFalse();
        first.complete(HttpResponse.status(200));
        channel.runPendingTasks();
        assertThat(isReading()).isTrue();
        assertThat(answers()).isEqualTo(33);
    }

    @Test
    void requestsThatWaitedAreHandledOneAfterTheOtherNotOneInsideTheOther() {
        ask("/slow");
        for (int i = 0; i < 20; i++) {
            ask("/depth");
        }
        first.complete(HttpResponse.status(200));
        channel.runPendingTasks();
        assertThat(answers()).isEqualTo(21);
        assertThat(depths).hasSize(20);
        assertThat(depths.subList(1, 20)).containsOnly(depths.get(1));
    }

    @Test
    void ourAnswerWaitsForThatOfTheHost() {
        ask("/of/the/host");
        ask("/slow");
        first.complete(HttpResponse.status(204));
        channel.runPendingTasks();
        assertThat(statuses()).isEmpty();
        hostWrites(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        hostWrites(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        assertThat(statuses()).containsExactly(100, 200);
        hostWrites(LastHttpContent.EMPTY_LAST_CONTENT);
        assertThat(statuses()).containsExactly(204);
    }

    @Test
    void ourAnswerWaitsForAllThatTheHostOwes() {
        ask("/of/the/host");
        ask("/of/the/host");
        ask("/slow");
        ask("/of/the/host");
        first.complete(HttpResponse.status(204));
        assertThat(passedOn()).isEqualTo(2);
        hostWrites(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        assertThat(statuses()).containsExactly(200);
        hostWrites(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.ACCEPTED));
        assertThat(statuses()).containsExactly(202, 204);
        assertThat(passedOn()).isEqualTo(1);
    }

    @Test
    void ourAnswerWaitsForAFileOfTheHost() {
        channel.pipeline().addFirst(new ChunkedWriteHandler());
        ask("/of/the/host");
        ask("/slow");
        first.complete(HttpResponse.status(204));
        hostWrites(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        assertThat(statuses()).containsExactly(200);
        hostWrites(new HttpChunkedInput(new ChunkedStream(new ByteArrayInputStream(new byte[10]))));
        assertThat(statuses()).containsExactly(204);
    }

    @Test
    void theHostWaitsForOurAnswer() {
        ask("/slow");
        ask("/of/the/host");
        assertThat(passedOn()).isZero();
        first.complete(HttpResponse.status(204));
        channel.runPendingTasks();
        assertThat(statuses()).containsExactly(204);
        assertThat(passedOn()).isEqualTo(1);
    }

    private void hostWrites(Object message) {
        channel.writeOutbound(message);
        channel.runPendingTasks();
    }

    /** Requests that have come to the host. */
    private int passedOn() {
        int requests = 0;
        for (Object in = channel.readInbound(); in != null; in = channel.readInbound()) {
            ReferenceCountUtil.release(in);
            requests += in instanceof HttpRequest ? 1 : 0;
        }
        return requests;
    }

    private List<Integer> statuses() {
        List<Integer> statuses = new ArrayList<>();
        for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            if (out instanceof io.netty.handler.codec.http.HttpResponse response) {
                statuses.add(response.status().code());
            }
            ReferenceCountUtil.release(out);
        }
        return statuses;
    }
}
