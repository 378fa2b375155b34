package dev.sockeye.engineio.internal.pipeline;

import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.internal.loop.LoopContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.http.HttpContentDecoder;
import io.netty.handler.codec.http.HttpContentEncoder;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerExpectContinueHandler;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.util.List;

/** The HTTP handlers of a connection, put in at its start and taken out when it becomes a WebSocket. */
public final class HttpPipeline {
    private static final List<Class<? extends ChannelHandler>> HTTP_HANDLERS = List.of(
            HttpTimeouts.class,
            HttpServerCodec.class,
            HttpRequestDecoder.class,
            HttpResponseEncoder.class,
            HttpObjectAggregator.class,
            HttpContentEncoder.class,
            HttpContentDecoder.class,
            HttpServerKeepAliveHandler.class,
            HttpServerExpectContinueHandler.class,
            ChunkedWriteHandler.class);

    private HttpPipeline() {}

    /** Expects a PROXY protocol header before anything else. */
    public static void expectProxyHeader(Channel channel) {
        channel.pipeline().addLast(new HAProxyMessageDecoder()).addLast(new ProxyHeaderHandler());
    }

    /** Puts in the handlers of a connection of our own port. */
    public static void install(Channel channel, Site site) {
        EngineIoOptions options = site.engine().options();
        LoopContext loop = site.engine().loop(channel.eventLoop());
        HttpTimeouts timeouts = new HttpTimeouts(loop, options);
        channel.pipeline()
                .addLast(timeouts)
                .addLast(new StrictRequestDecoder())
                .addLast(new HttpResponseEncoder())
                .addLast(new EngineHttpHandler(site, timeouts));
    }

    /** Takes out what belongs to HTTP. */
    static void removeHttp(ChannelPipeline pipeline) {
        for (ChannelHandler handler : pipeline.toMap().values()) {
            if (isHttp(handler)) {
                pipeline.remove(handler);
            }
        }
    }

    private static boolean isHttp(ChannelHandler handler) {
        for (Class<? extends ChannelHandler> type : HTTP_HANDLERS) {
            if (type.isInstance(handler)) {
                return true;
            }
        }
        return false;
    }
}
