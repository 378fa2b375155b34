package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.RecoveryOptions;
import dev.sockeye.socketio.Socket;
import dev.sockeye.socketio.server.SocketIoServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A server with streams and recovery: in this process, or in one of its own that can be killed. Thread-safe. */
final class RecoveryServer {
    private RecoveryServer() {}

    /** A server whose sockets join the room of their group, and no other time than when they are new. */
    static SocketIoServer start(String redisUri) {
        return start(redisUri, socket -> {
            socket.data().put("kept", "yes");
            socket.join("group" + socket.handshake().auth().get("group"));
        });
    }

    /** A server that is told of each socket that is new. */
    static SocketIoServer start(String redisUri, Consumer<Socket> onNew) {
        SocketIoServer server = SocketIoServer.builder()
                .host("127.0.0.1")
                .port(0)
                .options(values -> values.adapter(RedisAdapterFactory.streams(redisUri))
                        .connectionStateRecovery(RecoveryOptions.defaults()))
                .build();
        server.onConnection(socket -> {
            if (!socket.isRecovered()) {
                onNew.accept(socket);
            }
        });
        return server.start();
    }

    /**
     * Arguments: the URI of Redis, a name, the number of groups, and how many milliseconds are between two events. Writes its
     * port and then sends numbers to the groups until it is killed.
     */
    public static void main(String[] args) throws Exception {
        SocketIoServer server = start(args[0]);
        System.out.println(server.port());
        int groups = Integer.parseInt(args[2]);
        long[] sent = new long[groups];
        for (int group = 0; ; group = (group + 1) % groups) {
            server.to("group" + group).emit("n", args[1] + "/" + group, sent[group]++);
            TimeUnit.MILLISECONDS.sleep(Long.parseLong(args[3]));
        }
    }

    /** One in a process of its own. */
    record Child(Process process, int port) implements AutoCloseable {
        static Child start(String redisUri, String name, int groups, int pauseMillis) {
            try {
                Process process = new ProcessBuilder(List.of(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-Xmx256m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                RecoveryServer.class.getName(),
                                redisUri,
                                name,
                                String.valueOf(groups),
                                String.valueOf(pauseMillis)))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                String port = process.inputReader(StandardCharsets.UTF_8).readLine();
                return new Child(process, Integer.parseInt(port));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String url() {
            return "http://127.0.0.1:" + port;
        }

        /** As kill -9. */
        void kill() {
            process.destroyForcibly();
        }

        @Override
        public void close() {
            kill();
        }
    }
}
