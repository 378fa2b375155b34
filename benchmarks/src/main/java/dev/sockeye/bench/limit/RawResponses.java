package dev.sockeye.bench.limit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Writes the HTTP responses of the limit server. */
final class RawResponses {

    private static final String WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private RawResponses() {}

    static ByteBuf buffer() {
        return PooledByteBufAllocator.DEFAULT.directBuffer(256);
    }

    /** Writes a 200 with {@code body}, which is released, in one buffer. */
    static void write(ChannelHandlerContext ctx, String contentType, ByteBuf body) {
        ByteBuf response = ctx.alloc().directBuffer(128 + body.readableBytes());
        ByteBufUtil.writeAscii(
                response,
                "HTTP/1.1 200 OK\r\nContent-Type: " + contentType + "\r\nContent-Length: " + body.readableBytes()
                        + "\r\n\r\n");
        response.writeBytes(body);
        body.release();
        ctx.writeAndFlush(response, ctx.voidPromise());
    }

    static void writeText(ChannelHandlerContext ctx, String contentType, String body) {
        ByteBuf response = ctx.alloc().directBuffer(256);
        ByteBufUtil.writeAscii(
                response,
                "HTTP/1.1 200 OK\r\nContent-Type: " + contentType + "\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body);
        ctx.writeAndFlush(response, ctx.voidPromise());
    }

    static void writeSwitchingProtocols(ByteBuf out, String key) {
        ByteBufUtil.writeAscii(
                out,
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accept(key) + "\r\n\r\n");
    }

    private static String accept(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] digest = sha1.digest((key + WEBSOCKET_GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-1 is part of every Java platform", e);
        }
    }
}
