package dev.sockeye.socketio.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.engineio.protocol.ProtocolVersion;
import dev.sockeye.socketio.HandlerExecution;
import dev.sockeye.socketio.Namespace;
import dev.sockeye.socketio.RecoveryOptions;
import dev.sockeye.socketio.SocketIoOptions;
import dev.sockeye.socketio.adapter.Adapter;
import dev.sockeye.socketio.adapter.AdapterContext;
import dev.sockeye.socketio.adapter.LocalAdapter;
import dev.sockeye.socketio.adapter.RecoveryAdapter;
import dev.sockeye.socketio.internal.namespace.NamespaceRegistry;
import dev.sockeye.socketio.internal.socket.Handlers;
import dev.sockeye.socketio.internal.socket.SocketContext;
import dev.sockeye.socketio.parser.Parsers;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server without network, threads and clock: sessions are fakes on executors that run when told to. Listeners run on the
 * event loop unless the options say otherwise.
 */
final class TestServer implements AutoCloseable {
    final ManualTimers timers = new ManualTimers();
    final List<ManualExecutor> executors = new ArrayList<>(List.of(new ManualExecutor()));
    final NamespaceRegistry namespaces;
    final Namespace main;
    final CountingParser parser = new CountingParser();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final Handlers handlers;
    private final ConnectionHandler handler;
    private int sessions;

    TestServer() {
        this(options -> {});
    }

    TestServer(Consumer<SocketIoOptions.Builder> change) {
        SocketIoOptions.Builder builder = SocketIoOptions.builder().handlerExecution(HandlerExecution.eventLoop());
        change.accept(builder);
        SocketIoOptions options = builder.build();
        handlers = Handlers.create(options.handlerExecution());
        SocketContext context = new SocketContext(options, parser, handlers, timers);
        namespaces = new NamespaceRegistry(context, scheduler, adapterContext -> adapter(options, adapterContext));
        main = namespaces.of("/");
        handler = new ConnectionHandler(namespaces);
    }

    private Adapter adapter(SocketIoOptions options, AdapterContext context) {
        if (options.adapter().isPresent()) {
            return options.adapter().get().create(context);
        }
        RecoveryOptions recovery = options.connectionStateRecovery().orElse(null);
        return recovery == null
                ? new LocalAdapter(context.sockets())
                : new RecoveryAdapter(
                        context,
                        new RecoveryAdapter.Limits(
                                recovery.maxDisconnectionDuration(),
                                recovery.maxPackets(),
                                recovery.maxBytes(),
                                recovery.maxSessions()),
                        "epoch",
                        timers::nanoTime);
    }

    /** A session of revision 4 that has not joined anything. */
    FakeSession session() {
        return session(ProtocolVersion.V4, 0);
    }

    FakeSession session(ProtocolVersion protocol, int executor) {
        while (executors.size() <= executor) {
            executors.add(new ManualExecutor());
        }
        FakeSession session = new FakeSession("session-" + sessions++, protocol, executors.get(executor), handler);
        session.open();
        return session;
    }

    /** A session that has joined the main namespace. */
    FakeSession connect() {
        return connect(0);
    }

    FakeSession connect(int executor) {
        FakeSession session = session(ProtocolVersion.V4, executor);
        join(session, "");
        return session;
    }

    /** Joins a namespace; the socket id. */
    String join(FakeSession session, String suffix) {
        session.receive("40" + suffix);
        run();
        List<String> sent = session.takeSent();
        assertThat(sent).isNotEmpty();
        return sent.stream()
                .filter(text -> text.startsWith("40"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(sent.toString()))
                .replaceAll(".*\"sid\":\"([^\"]*)\".*", "$1");
    }

    /** Runs everything that waits, on all executors. */
    void run() {
        for (int i = 0; i < 3; i++) {
            executors.forEach(ManualExecutor::runAll);
        }
    }

    /** Lets time pass and runs what is due. */
    void advance(Duration duration) {
        timers.advance(duration.toMillis());
        run();
    }

    /** Receives a message and runs everything. */
    void receive(FakeSession session, String text) {
        session.receive(text);
        run();
    }

    @Override
    public void close() {
        handlers.close();
        scheduler.shutdownNow();
    }

    /** The JSON parser, with a count of what it encodes. */
    static final class CountingParser implements PacketParser {
        private final PacketParser json = Parsers.json();
        int encoded;

        @Override
        public OutgoingMessage encode(SocketPacket packet) {
            encoded++;
            return json.encode(packet);
        }

        @Override
        public Decoder newDecoder() {
            return json.newDecoder();
        }

        @Override
        public @Nullable Object convert(@Nullable Object value, Type type) {
            return json.convert(value, type);
        }

        @Override
        public @Nullable Object toData(@Nullable Object value) {
            return json.toData(value);
        }
    }
}
