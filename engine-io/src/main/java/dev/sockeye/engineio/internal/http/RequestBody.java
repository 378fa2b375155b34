package dev.sockeye.engineio.internal.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request's body, collected up to a limit. Filled on the channel's event loop; whoever waits for it is told on an
 * executor of its own. Each byte is counted against the budget until the body is handed over or dropped.
 */
public final class RequestBody {
    private static final byte[] EMPTY = {};

    /** How collecting ended. */
    public enum Failure {
        /** Above the limit. */
        TOO_LARGE,
        /** The budget of all connections is used up. */
        NO_BUDGET
    }

    private final int limit;
    private final InputBudget budget;
    private byte[] bytes = EMPTY;
    private int length;
    private long reserved;
    private boolean complete;
    private boolean dropped;
    private @Nullable Failure failure;
    private @Nullable Executor executor;
    private @Nullable Consumer<byte[]> consumer;
    private @Nullable Consumer<Failure> failed;

    /** @param limit most bytes */
    public RequestBody(int limit, InputBudget budget) {
        this.limit = limit;
        this.budget = budget;
    }

    /** Adds bytes; does not release the buffer. */
    public void append(ByteBuf content) {
        int more = content.readableBytes();
        if (more == 0 || dropped || failure != null) {
            return;
        }
        if (more > limit - length) {
            fail(Failure.TOO_LARGE);
            return;
        }
        if (!budget.reserve(more)) {
            fail(Failure.NO_BUDGET);
            return;
        }
        reserved += more;
        if (more > bytes.length - length) {
            int grown = (int) Math.min(limit, Math.max(length + (long) more, bytes.length * 2L));
            bytes = Arrays.copyOf(bytes, length == 0 ? more : grown);
        }
        content.getBytes(content.readerIndex(), bytes, length, more);
        length += more;
    }

    private void fail(Failure reason) {
        failure = reason;
        releaseBytes();
        Executor to = executor;
        Consumer<Failure> told = failed;
        if (to != null && told != null) {
            to.execute(() -> told.accept(reason));
        }
    }

    /** The last byte has arrived. */
    public void complete() {
        complete = true;
        deliver();
    }

    /** Whether the last byte has arrived. */
    public boolean isComplete() {
        return complete;
    }

    /** Nobody wants it: what has arrived and what will is thrown away. */
    public void drop() {
        dropped = true;
        releaseBytes();
    }

    private void releaseBytes() {
        budget.release(reserved);
        reserved = 0;
        bytes = EMPTY;
        length = 0;
    }

    /** Hands the body over once it is complete, or tells why not. On the channel's event loop. */
    public void onComplete(Executor executor, Consumer<byte[]> consumer, Consumer<Failure> failed) {
        this.executor = executor;
        this.consumer = consumer;
        this.failed = failed;
        Failure reason = failure;
        if (reason != null) {
            executor.execute(() -> failed.accept(reason));
        } else {
            deliver();
        }
    }

    private void deliver() {
        Executor to = executor;
        Consumer<byte[]> taker = consumer;
        if (!complete || dropped || failure != null || to == null || taker == null) {
            return;
        }
        byte[] body = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
        dropped = true;
        releaseBytes();
        to.execute(() -> taker.accept(body));
    }
}
