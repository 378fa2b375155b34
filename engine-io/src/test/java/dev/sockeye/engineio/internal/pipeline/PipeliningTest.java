package dev.sockeye.engineio.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.EngineHandler;
import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.HttpResponse;
import dev.sockeye.engineio.internal.session.Engine;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits behind a request that is not answered yet is bounded: 64 KiB of bodies, or 64 parts of requests. */
final class PipeliningTest {
    private final CompletableFuture<HttpResponse> first = new CompletableFuture<>();
    private final Site site = Site.of(
            new Engine(EngineIoOptions.defaults(), new EngineHandler() {}),
            Map.of("/slow", request -> first),
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
}
