package dev.sockeye.bench.load;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Opens WebSocket connections and closes each as soon as its namespace is joined; a unit is one connection. */
public final class ConnectLoad implements Load {

    private final LoadLoop loop;
    private final int port;
    private final int concurrency;
    private final Progress progress = new Progress();

    public ConnectLoad(LoadLoop loop, int port, int concurrency) {
        this.loop = loop;
        this.port = port;
        this.concurrency = concurrency;
    }

    @Override
    public CompletableFuture<Void> open() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void start() {
        progress.start();
        loop.loop().execute(() -> {
            for (int i = 0; i < concurrency; i++) {
                connect();
            }
        });
    }

    private void connect() {
        progress.addOutstanding(1);
        loop.connect(port, new ShortClient(), cause -> {
            progress.fail(cause.toString());
            progress.addOutstanding(-1);
        });
    }

    @Override
    public void stop() {
        progress.stop();
    }

    @Override
    public boolean isQuiet() {
        return progress.isQuiet();
    }

    @Override
    public long units() {
        return progress.units();
    }

    @Override
    public Optional<String> failure() {
        return progress.failure();
    }

    @Override
    public void close() {
        progress.stop();
    }

    private final class ShortClient extends WebSocketClient {

        @Override
        void onReady() {
            sendClose();
        }

        @Override
        void onMessage(ByteBuf in, int opcode, int index, int length) {
            onFailure("a message without an event");
        }

        @Override
        void onClosed(State state) {
            progress.addOutstanding(-1);
            if (state == State.CLOSING) {
                progress.done(1);
            } else {
                onFailure("connection lost while " + state);
            }
            if (progress.isRunning()) {
                connect();
            }
        }

        @Override
        void onFailure(String what) {
            progress.fail(what);
        }
    }
}
