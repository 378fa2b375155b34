package dev.sockeye.bench.peer;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketConfig;
import com.corundumstudio.socketio.SocketIOServer;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocatorMetric;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Map;

/** netty-socketio behind the benchmark's contract. Arguments: PORT [PING_INTERVAL_MILLIS]. */
public final class NettySocketIoServer {

    private NettySocketIoServer() {}

    public static void main(String[] args) {
        int port = Integer.parseInt(args[0]);
        int pingIntervalMillis = args.length > 1 ? Integer.parseInt(args[1]) : 25_000;

        SocketConfig socket = new SocketConfig();
        socket.setTcpNoDelay(true);
        socket.setReuseAddress(true);
        socket.setAcceptBackLog(4096);

        Configuration configuration = new Configuration();
        configuration.setHostname("127.0.0.1");
        configuration.setPort(port);
        configuration.setSocketConfig(socket);
        configuration.setBossThreads(1);
        configuration.setWorkerThreads(1);
        configuration.setUseLinuxNativeEpoll(true);
        configuration.setPingInterval(pingIntervalMillis);
        configuration.setPingTimeout(20_000);
        configuration.setMaxFramePayloadLength(4 << 20);
        configuration.setMaxHttpContentLength(4 << 20);
        configuration.setHttpCompression(false);
        configuration.setWebsocketCompression(false);

        SocketIOServer server = new SocketIOServer(configuration);
        server.addConnectListener(client -> client.joinRoom("room"));
        server.addEventListener("echo", Object.class, (client, payload, ack) -> client.sendEvent("echo", payload));
        server.addEventListener("ack", Object.class, (client, payload, ack) -> ack.sendAckData(payload));
        server.addEventListener("bcast", Object.class, (client, payload, ack) -> server.getRoomOperations("room")
                .sendEvent("b", payload));
        server.addEventListener("bcastbin", byte[].class, (client, payload, ack) -> server.getRoomOperations("room")
                .sendEvent("b", payload));
        server.addEventListener("stats", Object.class, (client, payload, ack) -> ack.sendAckData(stats()));
        server.start();
        System.out.println("LISTENING " + port);
    }

    private static Map<String, Long> stats() {
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        PooledByteBufAllocatorMetric pooled = PooledByteBufAllocator.DEFAULT.metric();
        long direct = pooled.usedDirectMemory() + UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
        return Map.of("heap", runtime.totalMemory() - runtime.freeMemory(), "direct", direct);
    }
}
