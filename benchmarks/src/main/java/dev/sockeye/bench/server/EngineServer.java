package dev.sockeye.bench.server;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.engineio.EngineHandler;
import dev.sockeye.engineio.EngineMessage;
import dev.sockeye.engineio.EngineSession;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.engineio.server.EngineIoServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The engine alone: Socket.IO packets are answered by their text, without a parser, rooms or namespaces. Arguments: PORT
 * [PING_INTERVAL_MILLIS].
 */
public final class EngineServer implements EngineHandler {

    private static final byte[] BINARY_EVENT =
            "51-[\"b\",{\"_placeholder\":true,\"num\":0}]".getBytes(StandardCharsets.UTF_8);

    /** The members of the only room; the server has one event loop, which confines them. */
    private final Set<EngineSession> room = new LinkedHashSet<>();

    private EngineServer() {}

    public static void main(String[] args) {
        int port = Integer.parseInt(args[0]);
        int pingIntervalMillis = args.length > 1 ? Integer.parseInt(args[1]) : 25_000;
        EngineIoServer.builder()
                .host("127.0.0.1")
                .port(port)
                .eventLoops(1)
                .options(options -> options.path("/socket.io/")
                        .pingInterval(Duration.ofMillis(pingIntervalMillis))
                        .maxHttpBufferSize(4 << 20)
                        .noHttpCompression())
                .handler(new EngineServer())
                .build()
                .start();
        System.out.println("LISTENING " + port);
    }

    @Override
    public void onMessage(EngineSession session, EngineMessage message) {
        if (!message.isText()) {
            sendToRoom(OutgoingMessage.textWithAttachments(BINARY_EVENT, List.of(message.asBytes())));
            return;
        }
        byte[] bytes = message.array();
        int start = message.offset();
        if (bytes[start] == '0') {
            room.add(session);
            session.send("0{\"sid\":\"" + session.id() + "\"}");
        } else if (bytes[start] == '2') {
            onEvent(session, bytes, start);
        }
    }

    private void onEvent(EngineSession session, byte[] bytes, int start) {
        int array = start + 1;
        while (bytes[array] != '[') {
            array++;
        }
        switch (bytes[array + 2]) {
            case 'e' -> session.send(OutgoingMessage.text(Arrays.copyOfRange(bytes, start, bytes.length)));
            case 'a' -> {
                int payload = array + "[\"ack\",".length();
                byte[] ack = new byte[array - start + 1 + bytes.length - payload];
                System.arraycopy(bytes, start, ack, 0, array - start + 1);
                ack[0] = '3';
                System.arraycopy(bytes, payload, ack, array - start + 1, bytes.length - payload);
                session.send(OutgoingMessage.text(ack));
            }
            case 'b' -> {
                int payload = array + "[\"bcast\",".length();
                byte[] head = "2[\"b\",".getBytes(StandardCharsets.UTF_8);
                byte[] event = Arrays.copyOf(head, head.length + bytes.length - payload);
                System.arraycopy(bytes, payload, event, head.length, bytes.length - payload);
                sendToRoom(OutgoingMessage.text(event));
            }
            case 's' ->
                session.send("3" + new String(bytes, start + 1, array - start - 1, StandardCharsets.US_ASCII) + "["
                        + stats() + "]");
            default -> throw new IllegalStateException("an event that is not part of the contract");
        }
    }

    private static String stats() {
        Map<String, Long> memory = MemoryStats.afterCollection();
        return "{\"heap\":" + memory.get("heap") + ",\"direct\":" + memory.get("direct") + "}";
    }

    private void sendToRoom(OutgoingMessage message) {
        OutgoingMessage shared = message.shared();
        for (EngineSession member : room) {
            member.send(shared);
        }
        shared.release();
    }

    @Override
    public void onClose(EngineSession session, CloseReason reason, String description) {
        room.remove(session);
    }
}
