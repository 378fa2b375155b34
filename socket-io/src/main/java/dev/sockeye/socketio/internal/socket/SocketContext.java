package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.SocketIoObserver;
import dev.sockeye.socketio.SocketIoOptions;
import dev.sockeye.socketio.protocol.PacketParser;
import org.jspecify.annotations.Nullable;

/** What all sockets of a server share. Immutable, thread-safe. */
public final class SocketContext {
    private final SocketIoOptions options;
    private final PacketParser parser;
    private final Handlers handlers;
    private final Timers timers;
    private final SocketIds ids = new SocketIds();
    private final @Nullable SocketIoObserver observer;
    private final ErrorReports errors;
    private final InputMemory inputMemory;
    private final BroadcastBacklog broadcastBacklog = new BroadcastBacklog();

    /** Bundles what a server was built with. */
    public SocketContext(SocketIoOptions options, PacketParser parser, Handlers handlers, Timers timers) {
        this.options = options;
        this.parser = parser;
        this.handlers = handlers;
        this.timers = timers;
        ErrorReports ofObserver = new ErrorReports(timers, null);
        this.observer =
                options.observer().map(own -> new SafeObserver(own, ofObserver)).orElse(null);
        this.errors = new ErrorReports(timers, observer);
        this.inputMemory = new InputMemory(options.maxWaitingInputBytes());
    }

    /** The options. */
    public SocketIoOptions options() {
        return options;
    }

    /** The parser. */
    public PacketParser parser() {
        return parser;
    }

    /** The threads of listeners. */
    public Handlers handlers() {
        return handlers;
    }

    /** Clocks and delayed tasks. */
    public Timers timers() {
        return timers;
    }

    /** Makes socket ids and private ids. */
    public SocketIds ids() {
        return ids;
    }

    /** The observer; null if there is none. Never throws. */
    public @Nullable SocketIoObserver observer() {
        return observer;
    }

    /** What input the sockets keep. */
    public InputMemory inputMemory() {
        return inputMemory;
    }

    /** What broadcasts still have to write. */
    public BroadcastBacklog broadcastBacklog() {
        return broadcastBacklog;
    }

    /** Where failures of the application's code go. */
    public ErrorReports errors() {
        return errors;
    }
}
