package dev.sockeye.socketio.internal.connection;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.engineio.EngineHandler;
import dev.sockeye.engineio.EngineMessage;
import dev.sockeye.engineio.EngineSession;
import dev.sockeye.engineio.HandshakeRequest;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.engineio.protocol.ProtocolVersion;
import dev.sockeye.engineio.protocol.TransportType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A session in memory: what the server sends is kept as text; what the client sends is given to the handler. */
final class FakeSession implements EngineSession {
    private final String id;
    private final ProtocolVersion protocol;
    private final ManualExecutor executor;
    private final EngineHandler handler;
    private final List<String> sent = new ArrayList<>();
    private @Nullable Object attachment;
    private boolean open = true;

    /** Whether closing waits for something, as it does with polling. */
    boolean closesLater;

    boolean writable = true;
    int paused;
    int sharedSends;
    int uncompressed;

    FakeSession(String id, ProtocolVersion protocol, ManualExecutor executor, EngineHandler handler) {
        this.id = id;
        this.protocol = protocol;
        this.executor = executor;
        this.handler = handler;
    }

    /** @param text an Engine.IO packet, so beginning with 4 */
    void receive(String text) {
        byte[] packet = text.getBytes(StandardCharsets.UTF_8);
        assert packet[0] == '4';
        executor.enter(() -> handler.onMessage(this, EngineMessage.text(packet, 1)));
    }

    void receive(byte[] data) {
        executor.enter(() -> handler.onMessage(this, EngineMessage.binary(data, 0)));
    }

    void open() {
        executor.enter(() -> handler.onOpen(this));
    }

    void drain() {
        executor.enter(() -> handler.onDrain(this));
    }

    void end(CloseReason reason, String description) {
        open = false;
        executor.enter(() -> handler.onClose(this, reason, description));
    }

    /** What was sent since the last call. */
    List<String> takeSent() {
        List<String> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public ProtocolVersion protocol() {
        return protocol;
    }

    @Override
    public TransportType transport() {
        return TransportType.WEBSOCKET;
    }

    @Override
    public HandshakeRequest request() {
        return new Request();
    }

    @Override
    public Executor executor() {
        return executor;
    }

    @Override
    public boolean inExecutor() {
        return executor.isRunning();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public @Nullable Object attachment() {
        return attachment;
    }

    @Override
    public void attach(@Nullable Object value) {
        attachment = value;
    }

    @Override
    public void send(OutgoingMessage message) {
        if (executor.isRunning()) {
            write(message);
        } else {
            executor.execute(() -> write(message));
        }
    }

    @Override
    public void send(OutgoingMessage message, Runnable flushed) {
        send(message);
        executor.execute(flushed);
    }

    @Override
    public void sendVolatile(OutgoingMessage message) {
        if (!executor.isRunning()) {
            executor.execute(() -> sendVolatile(message));
        } else if (writable) {
            write(message);
        }
    }

    private void write(OutgoingMessage message) {
        if (!open) {
            return;
        }
        if (message.isShared()) {
            sharedSends++;
        }
        if (!message.isCompressible()) {
            uncompressed++;
        }
        sent.add("4" + new String(message.head(), StandardCharsets.UTF_8));
        for (int i = 0; i < message.attachmentCount(); i++) {
            sent.add("binary of " + message.attachment(i).length);
        }
    }

    @Override
    public long bufferedAmount() {
        return 0;
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public void pauseReading() {
        paused++;
    }

    @Override
    public void resumeReading() {
        paused--;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            if (!closesLater) {
                handler.onClose(this, CloseReason.FORCED_CLOSE, "");
            }
        }
    }

    @Override
    public void discard() {
        close();
    }

    private static final class Request implements HandshakeRequest {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String url() {
            return "/socket.io/?EIO=4&transport=websocket";
        }

        @Override
        public Map<String, String> query() {
            return Map.of("EIO", "4", "transport", "websocket");
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.ofNullable(headers().get(name)).map(values -> values.get(0));
        }

        @Override
        public Map<String, List<String>> headers() {
            return Map.of("host", List.of("localhost"), "cookie", List.of("a=1", "b=2"));
        }

        @Override
        public String remoteAddress() {
            return "127.0.0.1";
        }

        @Override
        public boolean isSecure() {
            return false;
        }
    }
}
