package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.Ack;
import dev.sockeye.socketio.EventArgs;
import dev.sockeye.socketio.TypeRef;
import dev.sockeye.socketio.protocol.PacketArgs;
import java.lang.reflect.Type;
import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The arguments of a packet from an index on, and its acknowledgement. Immutable, thread-safe. */
public final class DefaultEventArgs implements EventArgs {
    /** The acknowledgement of an event whose sender wants none. */
    public static final Ack NO_ACK = new NoAck();

    private final PacketArgs args;
    private final int first;
    private final Ack ack;

    /**
     * A view.
     *
     * @param first index of the first argument: 1 in an event, behind its name
     */
    public DefaultEventArgs(PacketArgs args, int first, Ack ack) {
        this.args = args;
        this.first = Math.min(first, args.size());
        this.ack = ack;
    }

    @Override
    public int size() {
        return args.size() - first;
    }

    @Override
    public <T> @Nullable T get(int index, Class<T> type) {
        return convert(index, type);
    }

    @Override
    public <T> @Nullable T get(int index, TypeRef<T> type) {
        return convert(index, type.type());
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the parser answers what the type says
    <T> @Nullable T convert(int index, Type type) {
        return has(index) ? (T) args.get(first + index, type) : null;
    }

    @Override
    public @Nullable Object value(int index) {
        return has(index) ? args.value(first + index) : null;
    }

    @Override
    public List<@Nullable Object> values() {
        return new AbstractList<>() {
            @Override
            public @Nullable Object get(int index) {
                if (!has(index)) {
                    throw new IndexOutOfBoundsException(index);
                }
                return value(index);
            }

            @Override
            public int size() {
                return DefaultEventArgs.this.size();
            }
        };
    }

    @Override
    public @Nullable Object raw(int index) {
        return has(index) ? args.raw(first + index) : null;
    }

    @Override
    public @Nullable Object[] raw() {
        @Nullable Object[] all = new Object[size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = args.raw(first + i);
        }
        return all;
    }

    @Override
    public Ack ack() {
        return ack;
    }

    @Override
    public String toString() {
        return size() + " arguments";
    }

    private boolean has(int index) {
        return index >= 0 && index < size();
    }

    private static final class NoAck implements Ack {
        @Override
        public void send(@Nullable Object... args) {
            // Nobody asked.
        }

        @Override
        public boolean isRequested() {
            return false;
        }
    }
}
