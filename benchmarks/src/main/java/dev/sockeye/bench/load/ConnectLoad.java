package dev.sockeye.bench.load;

import io.netty.buffer.ByteBuf;

/** Opens WebSocket connections and closes each as soon as its namespace is joined; a unit is one connection. */
public final class ConnectLoad extends LivesLoad {

    public ConnectLoad(LoadLoop loop, int port, int concurrency) {
        super(loop, port, concurrency);
    }

    @Override
    void begin() {
        loop.connect(port, new ShortClient(), cause -> {
            failed(cause.toString());
            end(false);
        });
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
            if (state != State.CLOSING) {
                onFailure("connection lost while " + state);
            }
            end(state == State.CLOSING);
        }

        @Override
        void onFailure(String what) {
            failed(what);
        }
    }
}
