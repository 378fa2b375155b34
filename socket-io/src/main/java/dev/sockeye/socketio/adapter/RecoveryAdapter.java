package dev.sockeye.socketio.adapter;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The adapter of a single server with connection state recovery: it remembers disconnected sessions and the events of a
 * while, both bounded. Thread-safe.
 *
 * <p>One lock makes an event's place in the log and its place in the order of delivery the same, and lets a session be
 * resumed between two events: so a client gets each event exactly once and in order, or is not recovered.
 */
public final class RecoveryAdapter implements Adapter {
    private static final long MAX_CLEANUP_MILLIS = 60_000;
    private static final int MAX_FORGOTTEN_ROOMS = 100_000;

    private final LocalSockets sockets;
    private final LocalAdapter local;
    private final PacketParser parser;
    private final Limits limits;
    private final LongSupplier nanoTime;
    private final String epoch;
    private final AdapterContext context;
    private @Nullable ScheduledFuture<?> cleanup;

    // Guarded by this.
    private final ArrayDeque<Entry> log = new ArrayDeque<>();
    private final LinkedHashMap<String, Kept> sessions = new LinkedHashMap<>();
    private long lastNumber;
    private long logBytes;

    /** The last forgotten event to everybody, and to each room, oldest first. */
    private long forgottenForAll;

    private final LinkedHashMap<String, Long> forgottenByRoom = new LinkedHashMap<>();

    /**
     * How much is remembered.
     *
     * @param duration how long
     * @param packets most events
     * @param bytes most bytes of events
     * @param sessions most disconnected sessions
     */
    public record Limits(Duration duration, int packets, long bytes, int sessions) {}

    private record Entry(
            long number, OutgoingMessage message, Set<String> rooms, Set<String> except, long nanos, long bytes) {
        boolean reaches(Set<String> members) {
            return (rooms.isEmpty() || !Collections.disjoint(rooms, members)) && Collections.disjoint(except, members);
        }
    }

    private record Kept(SessionSnapshot session, long nanos) {}

    /**
     * The adapter of one namespace.
     *
     * @param epoch tells the offsets of this adapter from those of others, for example after a restart; unguessable
     * @param nanoTime a monotonic clock
     */
    public RecoveryAdapter(AdapterContext context, Limits limits, String epoch, LongSupplier nanoTime) {
        this.context = context;
        this.sockets = context.sockets();
        this.local = new LocalAdapter(sockets);
        this.parser = context.parser();
        this.limits = limits;
        this.epoch = epoch;
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletableFuture<Void> init() {
        long period = Math.min(MAX_CLEANUP_MILLIS, Math.max(1, limits.duration().toMillis()));
        synchronized (this) {
            cleanup = context.scheduler().scheduleWithFixedDelay(this::expire, period, period, TimeUnit.MILLISECONDS);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> close() {
        synchronized (this) {
            if (cleanup != null) {
                cleanup.cancel(false);
            }
            log.clear();
            sessions.clear();
            logBytes = 0;
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean supportsRecovery() {
        return true;
    }

    /** Only events that ask for no acknowledgement and may not be dropped are remembered and carry an offset. */
    @Override
    public void broadcast(SocketPacket.Event packet, BroadcastOptions options) {
        if (packet.ackId() != SocketPacket.NO_ACK || options.flags().isVolatile()) {
            local.broadcast(packet, options);
            return;
        }
        synchronized (this) {
            // The number is taken only when encoding has not failed.
            SocketPacket.Event numbered = withOffset(packet, lastNumber + 1);
            OutgoingMessage message = parser.encode(numbered);
            lastNumber++;
            long bytes = message.payloadBytes();
            log.addLast(new Entry(lastNumber, message, options.rooms(), options.except(), nanoTime.getAsLong(), bytes));
            logBytes += bytes;
            while (log.size() > limits.packets() || logBytes > limits.bytes()) {
                forgetOldest();
            }
            sockets.broadcast(numbered, message, options);
        }
    }

    @Override
    public synchronized void persistSession(SessionSnapshot session) {
        sessions.put(session.pid(), new Kept(session, nanoTime.getAsLong()));
        if (sessions.size() > limits.sessions()) {
            Iterator<Kept> oldest = sessions.values().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    @Override
    public CompletableFuture<Boolean> restoreSession(String pid, String offset, Consumer<RestoredSession> resume) {
        synchronized (this) {
            Kept kept = sessions.remove(pid);
            long seen = parse(offset);
            if (kept == null || isExpired(kept.nanos) || seen < 0 || !isComplete(seen, kept.session.rooms())) {
                return CompletableFuture.completedFuture(false);
            }
            List<OutgoingMessage> missed = new ArrayList<>();
            for (Entry entry : log) {
                if (entry.number > seen && entry.reaches(kept.session.rooms())) {
                    missed.add(entry.message);
                }
            }
            resume.accept(new RestoredSession(kept.session, missed));
            return CompletableFuture.completedFuture(true);
        }
    }

    /** Whether no event after that number that would have reached the rooms was forgotten. */
    private boolean isComplete(long seen, Set<String> rooms) {
        if (seen > lastNumber || seen < forgottenForAll) {
            return false;
        }
        for (String room : rooms) {
            Long forgotten = forgottenByRoom.get(room);
            if (forgotten != null && seen < forgotten) {
                return false;
            }
        }
        return true;
    }

    private boolean isExpired(long nanos) {
        return nanoTime.getAsLong() - nanos > limits.duration().toNanos();
    }

    private synchronized void expire() {
        sessions.values().removeIf(kept -> isExpired(kept.nanos));
        // An event older than any session that may still come back is needed by nobody.
        while (!log.isEmpty() && isExpired(log.getFirst().nanos)) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        Entry entry = log.removeFirst();
        logBytes -= entry.bytes;
        if (entry.rooms.isEmpty()) {
            forgottenForAll = entry.number;
        }
        for (String room : entry.rooms) {
            forgottenByRoom.remove(room);
            forgottenByRoom.put(room, entry.number);
        }
        Iterator<Long> oldest = forgottenByRoom.values().iterator();
        while (forgottenByRoom.size() > MAX_FORGOTTEN_ROOMS) {
            // Coarser, but never wrong: now everybody who has not seen it is not recovered.
            forgottenForAll = Math.max(forgottenForAll, oldest.next());
            oldest.remove();
        }
    }

    private SocketPacket.Event withOffset(SocketPacket.Event packet, long number) {
        PacketArgs args = packet.args();
        @Nullable Object[] more = new Object[args.size() + 1];
        for (int i = 0; i < args.size(); i++) {
            more[i] = args.raw(i);
        }
        more[args.size()] = epoch + "." + Long.toString(number, 36);
        return new SocketPacket.Event(packet.namespace(), packet.ackId(), PacketArgs.of(more));
    }

    /** The number in an offset of ours; -1 if it is none. */
    private long parse(String offset) {
        if (!offset.startsWith(epoch + ".") || offset.length() > epoch.length() + 14) {
            return -1;
        }
        try {
            return Long.parseLong(offset.substring(epoch.length() + 1), 36);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Number of remembered events and sessions; zero after a while without traffic. */
    synchronized Map<String, Integer> sizes() {
        return Map.of("packets", log.size(), "sessions", sessions.size());
    }

    // --- what recovery does not change

    @Override
    public CompletableFuture<Integer> serverCount() {
        return local.serverCount();
    }

    @Override
    public void broadcastWithAck(
            SocketPacket.Event packet,
            BroadcastOptions options,
            IntConsumer clientCount,
            Consumer<@Nullable Object> ack) {
        local.broadcastWithAck(packet, options, clientCount, ack);
    }

    @Override
    public CompletableFuture<List<SocketSnapshot>> fetchSockets(BroadcastOptions options) {
        return local.fetchSockets(options);
    }

    @Override
    public CompletableFuture<Void> addSockets(BroadcastOptions options, Set<String> rooms) {
        return local.addSockets(options, rooms);
    }

    @Override
    public CompletableFuture<Void> removeSockets(BroadcastOptions options, Set<String> rooms) {
        return local.removeSockets(options, rooms);
    }

    @Override
    public CompletableFuture<Void> disconnectSockets(BroadcastOptions options, boolean close) {
        return local.disconnectSockets(options, close);
    }

    @Override
    public void serverSideEmit(PacketArgs args) {
        local.serverSideEmit(args);
    }

    @Override
    public CompletableFuture<List<@Nullable Object>> serverSideEmitWithAck(PacketArgs args, Duration timeout) {
        return local.serverSideEmitWithAck(args, timeout);
    }
}
