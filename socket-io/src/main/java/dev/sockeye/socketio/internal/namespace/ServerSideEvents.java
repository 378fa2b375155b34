package dev.sockeye.socketio.internal.namespace;

import dev.sockeye.socketio.Ack;
import dev.sockeye.socketio.EventListener;
import dev.sockeye.socketio.Registration;
import dev.sockeye.socketio.internal.socket.DefaultEventArgs;
import dev.sockeye.socketio.internal.socket.EventListeners;
import dev.sockeye.socketio.internal.socket.Mailbox;
import dev.sockeye.socketio.internal.socket.ReservedEvents;
import dev.sockeye.socketio.internal.socket.SocketContext;
import dev.sockeye.socketio.protocol.PacketArgs;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Listeners of what other servers send to a namespace. They run one after the other, in order of arrival. */
final class ServerSideEvents extends Mailbox {
    private final SocketContext context;
    private final EventListeners listeners = new EventListeners() {
        @Override
        protected Object tableLock() {
            return this;
        }
    };

    private record Arrived(PacketArgs args, Ack ack) {}

    ServerSideEvents(SocketContext context) {
        super(context.handlers().executor());
        this.context = context;
    }

    Registration on(String event, EventListener listener) {
        return listeners.addListener(ReservedEvents.requireServerSide(event), listener);
    }

    void receive(PacketArgs args, @Nullable Consumer<@Nullable Object> ack) {
        post(new Arrived(args, ack == null ? DefaultEventArgs.NO_ACK : new RemoteAck(ack, new AtomicBoolean())));
    }

    @Override
    protected void receive(Object item) {
        Arrived arrived = (Arrived) item;
        if (arrived.args.size() == 0) {
            return;
        }
        String event = String.valueOf(arrived.args.value(0));
        DefaultEventArgs args = new DefaultEventArgs(new DataArgs(arrived.args, context.parser()), 1, arrived.ack);
        listeners.forEachListener(event, listener -> call(event, listener, args));
    }

    /** The server is shut down. */
    @Override
    protected void refused(Object item) {}

    @SuppressWarnings("CatchingUnchecked") // the application's code
    private void call(String event, EventListener listener, DefaultEventArgs args) {
        try {
            listener.onEvent(args);
        } catch (Throwable e) {
            context.errors().report("listener of server-side event \"" + event + "\"", e);
        }
    }

    private record RemoteAck(Consumer<@Nullable Object> ack, AtomicBoolean sent) implements Ack {
        @Override
        public void send(@Nullable Object... args) {
            if (sent.compareAndSet(false, true)) {
                ack.accept(args.length == 0 ? null : args[0]);
            }
        }

        @Override
        public boolean isRequested() {
            return true;
        }
    }
}
