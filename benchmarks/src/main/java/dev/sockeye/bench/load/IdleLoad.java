package dev.sockeye.bench.load;

import io.netty.buffer.ByteBuf;

/** Connections that do nothing but answer the server's pings; a unit is one ping with its pong. */
public final class IdleLoad extends ConnectedLoad {

    public IdleLoad(LoadLoop loop, int port, int connections) {
        super(loop, port, connections);
    }

    @Override
    Client newClient(int index) {
        return new IdleClient();
    }

    @Override
    void begin() {}

    private final class IdleClient extends Client {

        @Override
        void onPing() {
            progress.done(1);
        }

        @Override
        void onMessage(ByteBuf in, int opcode, int index, int length) {
            onFailure("an idle connection received " + length + " bytes");
        }
    }
}
