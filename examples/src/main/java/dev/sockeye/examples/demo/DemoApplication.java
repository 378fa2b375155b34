package dev.sockeye.examples.demo;

import dev.sockeye.examples.core.CommandLine;
import dev.sockeye.examples.core.CommandLine.Flag;
import dev.sockeye.examples.core.ExampleServer;
import dev.sockeye.examples.core.Routes;
import dev.sockeye.socketio.Namespace;

/** The demo: a chat with rooms, and a panel to which notifications are pushed over HTTP. */
public final class DemoApplication {
    private static final String GREETING =
            """
            Open http://localhost:%1$d in two windows, join as ann and as somebody else, then push something to ann:

              curl -X POST localhost:%1$d/api -H 'content-type: application/json' \\
                -d '{"user":"ann","title":"Lunch","body":"The soup is ready"}'

            Ctrl-C ends it.""";

    private DemoApplication() {}

    /** Runs the program; {@code --help} lists its flags. */
    public static void main(String[] args) {
        CommandLine flags = ExampleServer.flags(
                "bin/demo",
                "A chat with rooms, and a panel to which notifications are pushed over HTTP.",
                new Flag("--port", "N", "3000", "port to listen on"));
        ExampleServer.run(flags, args, DemoApplication::create);
    }

    static ExampleServer create(CommandLine flags) {
        Routes routes = new Routes().pages("/web/demo");
        ExampleServer server = ExampleServer.create(flags, engine -> {}, routes);
        Namespace io = server.io().of("/");
        Chat.open(io);
        routes.post("/api", new PushApi(io));
        return server.greeting(GREETING);
    }
}
