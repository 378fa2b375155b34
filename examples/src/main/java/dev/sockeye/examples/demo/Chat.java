package dev.sockeye.examples.demo;

import static java.util.Objects.requireNonNull;

import dev.sockeye.examples.core.Answers;
import dev.sockeye.examples.core.InvalidRequestException;
import dev.sockeye.socketio.ConnectRefusedException;
import dev.sockeye.socketio.Namespace;
import dev.sockeye.socketio.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The chat: what happens on each event of {@code web/demo/EVENTS.md}. Thread-safe. */
final class Chat {
    /** Prefix of the rooms that people see. */
    static final String ROOM = "room:";

    /** Prefix of the room that holds all tabs of one person. */
    static final String USER = "user:";

    private static final int MAX_ROOMS_PER_TAB = 20;

    record RoomRequest(String room) {}

    record TextRequest(String room, String text) {}

    record PrivateRequest(String to, String text) {}

    record TypingRequest(String room, boolean active) {}

    private final Namespace io;
    private final Presence presence;
    private final History history = new History();
    private final String server = UUID.randomUUID().toString();

    private Chat(Namespace io) {
        this.io = io;
        this.presence = new Presence(io);
    }

    /** Opens the chat in a namespace. */
    static void open(Namespace io) {
        Chat chat = new Chat(io);
        io.use(Chat::identify);
        io.onConnection(chat::welcome);
        io.on(
                "said",
                args -> chat.history.add(requireNonNull(args.get(0, Message.class)))); // by someone at another process
    }

    private static void identify(Socket socket) throws ConnectRefusedException {
        try {
            socket.data().put("user", Names.user(socket.handshake().auth().get("user")));
        } catch (InvalidRequestException e) {
            throw new ConnectRefusedException("Invalid name", Map.of("reason", e.getMessage()));
        }
    }

    private void welcome(Socket socket) {
        socket.join(USER + userOf(socket));
        socket.emit(
                "welcome",
                Map.of(
                        "user",
                        userOf(socket),
                        "server",
                        server,
                        "rooms",
                        presence.directory().rooms()));

        Answers.to(socket, "join", RoomRequest.class, request -> join(socket, request));
        Answers.to(socket, "leave", RoomRequest.class, request -> leave(socket, request));
        Answers.to(socket, "message", TextRequest.class, request -> say(socket, request));
        Answers.to(socket, "private", PrivateRequest.class, request -> whisper(socket, request));
        socket.on("typing", TypingRequest.class, request -> typing(socket, request));
        socket.on("latency", args -> args.ack().send());

        List<String> left = new ArrayList<>();
        socket.onDisconnecting((reason, description) -> left.addAll(roomsOf(socket)));
        socket.onDisconnect((reason, description) -> presence.changed(left));
        presence.changed(List.of());
    }

    private Object join(Socket socket, RoomRequest request) {
        String room = Names.room(request.room());
        Directory known = presence.directory();
        if (roomsOf(socket).size() >= MAX_ROOMS_PER_TAB) {
            throw new InvalidRequestException("you are in " + MAX_ROOMS_PER_TAB + " rooms already");
        }
        if (!known.members().containsKey(room) && known.members().size() >= History.MAX_ROOMS) {
            throw new InvalidRequestException("there are " + History.MAX_ROOMS + " rooms already");
        }
        socket.join(ROOM + room);
        presence.changed(List.of(room));
        return Map.of("ok", true, "room", room, "history", history.of(room));
    }

    private Object leave(Socket socket, RoomRequest request) {
        socket.leave(ROOM + Names.room(request.room()));
        presence.changed(List.of(request.room()));
        return Map.of("ok", true);
    }

    private Object say(Socket socket, TextRequest request) {
        String room = Names.room(request.room());
        if (!socket.rooms().contains(ROOM + room)) {
            throw new InvalidRequestException("you are not in " + room);
        }
        Message message = Message.of(room, userOf(socket), Names.text(request.text()));
        history.add(message);
        io.serverSideEmit("said", message);
        socket.to(ROOM + room).emit("message", message);
        return Map.of("ok", true, "message", message);
    }

    private Object whisper(Socket socket, PrivateRequest request) {
        String to = Names.user(request.to());
        if (!presence.directory().users().contains(to)) {
            throw new InvalidRequestException(to + " is not here");
        }
        PrivateMessage message = PrivateMessage.of(userOf(socket), to, Names.text(request.text()));
        socket.to(USER + to, USER + userOf(socket)).emit("private", message);
        return Map.of("ok", true, "message", message);
    }

    private static void typing(Socket socket, TypingRequest request) {
        String room = ROOM + request.room();
        if (socket.rooms().contains(room)) {
            socket.volatile_()
                    .to(room)
                    .emit("typing", Map.of("room", request.room(), "user", userOf(socket), "active", request.active()));
        }
    }

    private static String userOf(Socket socket) {
        return String.valueOf(socket.data().get("user"));
    }

    private static List<String> roomsOf(Socket socket) {
        return socket.rooms().stream()
                .filter(room -> room.startsWith(ROOM))
                .map(room -> room.substring(ROOM.length()))
                .toList();
    }
}
