package dev.sockeye.engineio.internal.pipeline;

import dev.sockeye.engineio.internal.http.ClientAddress;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import java.net.InetSocketAddress;

/** Notes the address that a PROXY protocol header announces, then goes away. */
final class ProxyHeaderHandler extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HAProxyMessage header) {
            if (header.sourceAddress() != null) {
                ctx.channel()
                        .attr(ClientAddress.PROXIED)
                        .set(new InetSocketAddress(header.sourceAddress(), header.sourcePort()));
            }
            header.release();
            ctx.pipeline().remove(this);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
