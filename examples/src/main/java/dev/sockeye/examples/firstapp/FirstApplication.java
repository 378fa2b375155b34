package dev.sockeye.examples.firstapp;

import dev.sockeye.examples.core.CommandLine;
import dev.sockeye.examples.core.CommandLine.Flag;
import dev.sockeye.examples.core.ExampleServer;
import dev.sockeye.examples.core.Routes;
import dev.sockeye.socketio.Namespace;
import dev.sockeye.socketio.Socket;
import java.util.Map;

/** What one types first: events both ways, acknowledgements, rooms, namespaces, broadcasts, the end. */
public final class FirstApplication {
    private final Namespace io;

    private FirstApplication(Namespace io) {
        this.io = io;
    }

    /** Runs the program; {@code --help} lists its flags. */
    public static void main(String[] args) {
        CommandLine flags = ExampleServer.flags(
                "first-app", "The first real-time application.", new Flag("--port", "N", "3000", "port to listen on"));
        ExampleServer.run(flags, args, FirstApplication::create);
    }

    static ExampleServer create(CommandLine flags) {
        ExampleServer server = ExampleServer.create(flags, engine -> {}, new Routes().pages("/web/first-app"));
        server.io().of("/").onConnection(new FirstApplication(server.io().of("/"))::onConnection);
        server.io().of("/news").onConnection(socket -> socket.emit("item", Map.of("news", "item")));
        return server;
    }

    private void onConnection(Socket socket) {
        // One event to this client, one to everybody, one to everybody else.
        socket.emit("hello", "world", 1, Map.of("your id", socket.id()));
        io.emit("count", io.sockets().size());
        socket.broadcast().emit("user connected");
        socket.onDisconnect((reason, description) -> io.emit("user disconnected", reason.toString()));

        // Any event, any arguments; raw() passes them on as they came.
        socket.on("chat message", args -> io.emit("chat message", args.raw()));

        // send() and "message" are the same thing.
        socket.on("message", args -> socket.send(args.raw()));

        // An acknowledgement to the client, and one from it.
        socket.on("add", Integer.class, Integer.class, (a, b, ack) -> ack.send(a + b));
        socket.on("ask me", args -> socket.emitWithAck("question", "How are you?")
                .thenAccept(answer -> socket.emit("you said", answer.raw(0))));

        // Rooms, and a single socket by its id.
        socket.on("join", String.class, (room, ack) -> {
            socket.join(room);
            ack.send(socket.rooms());
        });
        socket.on("leave", String.class, socket::leave);
        socket.on("to room", String.class, String.class, (room, text) -> io.to(room)
                .emit("from room", text));
        socket.on(
                "to socket", String.class, String.class, (id, text) -> io.to(id).emit("from socket", text));

        socket.on("go away", args -> socket.disconnect(true));
    }
}
