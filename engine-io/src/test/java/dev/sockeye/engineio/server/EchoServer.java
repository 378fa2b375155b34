package dev.sockeye.engineio.server;

import dev.sockeye.engineio.EngineHandler;
import dev.sockeye.engineio.EngineSession;

/** The echo server of docs/engine-io.md, word for word. */
final class EchoServer {
    private EchoServer() {}

    static EngineIoServer start(int port) {
        // shown
        EngineHandler echo = new EngineHandler() {
            @Override
            public void onText(EngineSession session, String text) {
                session.send(text);
            }
        };
        EngineIoServer server =
                EngineIoServer.builder().port(port).handler(echo).build().start();
        // end
        return server;
    }
}
