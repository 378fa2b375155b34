package dev.sockeye.engineio.server;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import java.util.concurrent.Executor;

/** Event loops that look at their connections again and again, however many tasks other threads give them. */
final class EventLoops extends MultiThreadIoEventLoopGroup {
    /** Longest time for tasks before connections get their turn; Netty's own is a second. */
    private static final long MAX_TASKS_MILLIS = 10;

    EventLoops(int count, IoHandlerFactory handlers) {
        super(count, new DefaultThreadFactory("sockeye-loop"), handlers);
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... arguments) {
        return new SingleThreadIoEventLoop(
                this, executor, handlers, Integer.MAX_VALUE, RejectedExecutionHandlers.reject(), MAX_TASKS_MILLIS);
    }
}
