package dev.sockeye.examples.offline;

import dev.sockeye.engineio.CorsOptions;
import dev.sockeye.examples.core.Answers;
import dev.sockeye.examples.core.CommandLine;
import dev.sockeye.examples.core.CommandLine.Flag;
import dev.sockeye.examples.core.ExampleServer;
import dev.sockeye.examples.core.InvalidRequestException;
import dev.sockeye.examples.core.Routes;
import dev.sockeye.examples.core.notification.InMemoryNotificationStore;
import dev.sockeye.examples.core.notification.Notification;
import dev.sockeye.examples.core.notification.NotificationStore;
import dev.sockeye.examples.core.notification.RedisNotificationStore;
import dev.sockeye.socketio.ConnectRefusedException;
import dev.sockeye.socketio.Namespace;
import dev.sockeye.socketio.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Notifications between people, also for those who are offline.
 *
 * <p>A notification is stored first and delivered then; what was stored comes again with the next login until it is
 * marked as read. So a receiver may see one twice (the id tells), but never misses one, whatever goes away in between:
 * the receiver, a process, or Redis.
 */
public final class OfflineNotifications {
    private static final int MAX_ID_LENGTH = 100;
    private static final int MAX_IDS_PER_REQUEST = 1000;

    record Login(@Nullable String userId, @Nullable String socketId) {}

    record Read(@Nullable List<String> ids) {}

    private final Namespace io;
    private final NotificationStore store;

    private OfflineNotifications(Namespace io, NotificationStore store) {
        this.io = io;
        this.store = store;
    }

    /** Runs the program; {@code --help} lists its flags. */
    public static void main(String[] args) {
        CommandLine flags = ExampleServer.flags(
                "offline-notifications",
                "Notifications between people, also for those who are offline.",
                new Flag("--port", "N", "3000", "port to listen on"),
                new Flag("--origins", "LIST", "*", "origins of pages that may connect, separated by commas; * is any"));
        ExampleServer.run(flags, args, OfflineNotifications::create);
    }

    static ExampleServer create(CommandLine flags) {
        String origins = flags.require("--origins");
        // With cookies a browser does not accept "*": the origin itself is sent back.
        CorsOptions cors = (origins.equals("*") ? CorsOptions.reflectOrigin() : CorsOptions.origins(origins.split(",")))
                .credentials(true)
                .build();
        NotificationStore store = flags.get("--redis")
                .<NotificationStore>map(RedisNotificationStore::new)
                .orElseGet(InMemoryNotificationStore::new);
        ExampleServer server = ExampleServer.create(
                flags, engine -> engine.cors(cors), new Routes().pages("/web/offline-notifications"));
        server.closeAfterwards(store);

        Namespace io = server.io().of("/");
        OfflineNotifications notifications = new OfflineNotifications(io, store);
        io.use(OfflineNotifications::authenticate);
        io.onConnection(notifications::welcome);
        return server;
    }

    private static void authenticate(Socket socket) throws ConnectRefusedException {
        // The place to look the session up that the cookie names.
        if (socket.handshake().header("cookie").isEmpty()) {
            throw new ConnectRefusedException("Authentication error");
        }
    }

    private void welcome(Socket socket) {
        Answers.to(socket, "user_login", Login.class, login -> login(socket, idOf("userId", login.userId())));
        Answers.to(socket, "todo", Map.class, todo -> store(socket, todo));
        Answers.to(socket, "read", Read.class, read -> markRead(socket, read));
    }

    /** Joins first and loads then: what comes in between arrives twice rather than never. */
    private CompletionStage<?> login(Socket socket, String userId) {
        Object before = socket.data().put("userId", userId);
        if (before != null && !before.equals(userId)) {
            socket.leave(roomOf(before.toString()));
        }
        socket.join(roomOf(userId));
        return store.load(userId).thenApply(inbox -> {
            socket.emit("push_message", inbox);
            return Map.of("ok", true);
        });
    }

    private CompletionStage<?> store(Socket socket, Map<?, ?> todo) {
        String receiver = idOf("receiver_id", todo.get("receiver_id"));
        String id = todo.containsKey("id")
                ? idOf("id", todo.get("id"))
                : UUID.randomUUID().toString();
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        todo.forEach((key, value) -> data.put(String.valueOf(key), value));
        Notification notification = new Notification(id, userOf(socket), data, System.currentTimeMillis());

        return store.add(receiver, notification).thenApply(isStored -> {
            if (!isStored) {
                throw new InvalidRequestException(receiver + " has too many unread notifications");
            }
            io.to(roomOf(receiver)).emit("todo_message", notification);
            return Map.of("ok", true, "id", id);
        });
    }

    private CompletionStage<?> markRead(Socket socket, Read read) {
        List<String> ids = read.ids();
        if (ids == null || ids.size() > MAX_IDS_PER_REQUEST) {
            throw new InvalidRequestException("ids: expected a list of at most " + MAX_IDS_PER_REQUEST);
        }
        return store.markRead(userOf(socket), ids).thenApply(moved -> Map.of("ok", true, "moved", moved));
    }

    private static String userOf(Socket socket) {
        return idOf("user_login first; userId", socket.data().get("userId"));
    }

    private static String idOf(String field, @Nullable Object value) {
        String id = value instanceof String || value instanceof Number ? value.toString() : "";
        if (id.isEmpty() || id.length() > MAX_ID_LENGTH) {
            throw new InvalidRequestException(field + ": expected 1 to " + MAX_ID_LENGTH + " characters");
        }
        return id;
    }

    private static String roomOf(String userId) {
        return "user:" + userId;
    }
}
