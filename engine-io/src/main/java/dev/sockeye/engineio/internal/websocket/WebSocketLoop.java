package dev.sockeye.engineio.internal.websocket;

import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.internal.http.InputBudget;
import dev.sockeye.engineio.internal.loop.LoopContext;
import dev.sockeye.engineio.internal.websocket.codec.FrameListener;
import dev.sockeye.engineio.internal.websocket.codec.FrameReader;
import dev.sockeye.engineio.internal.websocket.codec.Inflation;
import org.jspecify.annotations.Nullable;

/**
 * What the WebSockets of one event loop share, so that each is small: limits, and the reader of frames. A WebSocket has a
 * reader of its own only while a frame or message has arrived in part. Confined to the event loop.
 */
public final class WebSocketLoop {
    private static final FrameListener NOBODY = new Nobody();

    final LoopContext context;
    final long maxBufferedBytes;
    final InputBudget budget;
    private final int maxMessageBytes;

    /** The reader that nobody uses at the moment; null if somebody does. */
    private @Nullable FrameReader free;

    /** @param budget bounds unfinished messages over all event loops */
    public WebSocketLoop(LoopContext context, EngineIoOptions options, InputBudget budget) {
        this.context = context;
        this.maxBufferedBytes = options.maxBufferedBytes();
        this.maxMessageBytes = options.maxHttpBufferSize();
        this.budget = budget;
    }

    /** A reader that delivers to the listener, until it is given back. */
    FrameReader takeReader(FrameListener listener) {
        FrameReader reader = free;
        if (reader == null) {
            return newReader(null, listener);
        }
        free = null;
        reader.serve(listener);
        return reader;
    }

    /** A reader for one connection; without extension it may be given back. */
    FrameReader newReader(@Nullable Inflation inflation, FrameListener listener) {
        return new FrameReader(maxMessageBytes, FrameReader.DEFAULT_MAX_FRAGMENTS, inflation, listener);
    }

    /** Takes a free reader back. */
    void giveBack(FrameReader reader) {
        reader.serve(NOBODY);
        free = reader;
    }

    /** Keeps no connection alive. */
    private static final class Nobody implements FrameListener {
        @Override
        public void onText(byte[] utf8) {}

        @Override
        public void onBinary(byte[] bytes) {}

        @Override
        public void onPing(byte[] bytes) {}

        @Override
        public void onPong(byte[] bytes) {}

        @Override
        public void onClose(int code, String reason) {}
    }
}
