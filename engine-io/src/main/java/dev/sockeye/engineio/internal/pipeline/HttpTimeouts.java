package dev.sockeye.engineio.internal.pipeline;

import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.internal.loop.LoopContext;
import dev.sockeye.engineio.internal.loop.Timeout;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Limits the time of a connection's phases: the head of a request, its body, and the idle time between requests. Stands
 * before the decoder, so that it sees the first byte of a head. Confined to the channel's event loop.
 */
final class HttpTimeouts extends ChannelInboundHandlerAdapter {
    /** What a connection is doing. */
    private enum Phase {
        /** Nothing is asked. */
        IDLE,
        /** The head of a request arrives. */
        HEAD,
        /** The body of a request arrives. */
        BODY,
        /** The server's turn: no limit here, but for a peer that does not take the answer. */
        ANSWER
    }

    /** Told when a phase took too long. */
    @FunctionalInterface
    interface Listener {
        /** @param asked whether a request had begun, so that the peer may be told */
        void onHttpTimeout(boolean asked);
    }

    private final LoopContext loop;
    private final long headNanos;
    private final long bodyNanos;
    private final long idleNanos;
    private final Timeout timeout = Timeout.of(this::onTimeout);
    private Phase phase = Phase.HEAD;
    private @Nullable Listener listener;

    HttpTimeouts(LoopContext loop, EngineIoOptions options) {
        this.loop = loop;
        this.headNanos = options.headerTimeout().toNanos();
        this.bodyNanos = options.bodyTimeout().toNanos();
        this.idleNanos = options.keepAliveTimeout().toNanos();
    }

    void listener(Listener value) {
        listener = value;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        loop.timeouts(headNanos).arm(timeout);
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (phase == Phase.IDLE) {
            enter(Phase.HEAD, headNanos);
        }
        ctx.fireChannelRead(message);
    }

    void onHead() {
        enter(Phase.BODY, bodyNanos);
    }

    void onBodyComplete() {
        if (phase == Phase.BODY) { // else an answer waits already
            phase = Phase.ANSWER;
            timeout.cancel();
        }
    }

    /** The answer is ready, and the network does not take it all at once. */
    void onAnswerWaits() {
        enter(Phase.ANSWER, idleNanos);
    }

    void onAnswered() {
        enter(Phase.IDLE, idleNanos);
    }

    void stop() {
        timeout.cancel();
    }

    private void enter(Phase next, long nanos) {
        phase = next;
        loop.timeouts(nanos).arm(timeout);
    }

    private void onTimeout() {
        if (listener != null) {
            listener.onHttpTimeout(phase != Phase.IDLE);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        timeout.cancel();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        timeout.cancel();
    }
}
