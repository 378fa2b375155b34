package dev.sockeye.socketio.redis;

import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.cluster.ClusterMessage;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The last entries of a namespace, without a gap, for those who resume: what this node reads while somebody does, and for a
 * while after that, and older ones out of the stream. All who come back at the same time share them: each entry is read,
 * decoded and encoded once, however many they are. Thread-safe.
 */
final class StreamBacklog {
    private static final int ENTRIES_PER_CALL = 1000;
    /** A client that is further behind starts afresh. */
    private static final int MAX_ENTRIES = 100_000;

    private static final long MAX_BYTES = 32L << 20;
    /** What an entry takes besides its fields, about. */
    private static final int OVERHEAD_BYTES = 256;
    /** How long entries are held for the next. */
    private static final long HOLD_MILLIS = 5000;
    /** How much older than the last an entry may be when nobody needs it. */
    private static final long MAX_AGE_MILLIS = 30_000;

    private static final StreamId NOWHERE = StreamId.parse(StreamId.ZERO);

    private final RedisLink link;
    private final StreamCodec codec;
    private final PacketParser parser;
    private final String stream;
    private final String namespace;
    private final Supplier<String> readerPosition;

    // Guarded by this.
    private final List<Entry> entries = new ArrayList<>();
    private final List<Wanted> wanted = new ArrayList<>();
    /** Entries behind this one are there; null while none are kept. */
    private @Nullable StreamId from;

    private StreamId lastNoted = NOWHERE;
    private long bytes;
    private long uses;
    private boolean fetching;

    /** How many resume at this moment. */
    private volatile int users;

    /** Somebody who needs all entries behind a position. */
    private record Wanted(StreamId position, CompletableFuture<Boolean> there) {}

    /** @param readerPosition an entry up to which all were handed on */
    StreamBacklog(
            RedisLink link,
            StreamCodec codec,
            PacketParser parser,
            String stream,
            String namespace,
            Supplier<String> readerPosition) {
        this.link = link;
        this.codec = codec;
        this.parser = parser;
        this.stream = stream;
        this.namespace = namespace;
        this.readerPosition = readerPosition;
    }

    /** An entry, decoded when somebody looks into it. Thread-safe. */
    final class Entry {
        final StreamId id;
        final String uid;
        /** Which of its node's events it is; -1 if that is not known. */
        final long number;

        final long bytes;
        private final String idText;
        private @Nullable Map<String, byte[]> fields;
        private SocketPacket.@Nullable Event packet;
        private BroadcastOptions options = BroadcastOptions.ALL;
        private @Nullable OutgoingMessage message;

        Entry(StreamMessage<String, byte[]> entry) {
            Map<String, byte[]> body = entry.getBody();
            idText = entry.getId();
            id = StreamId.parse(idText);
            uid = StreamCodec.text(body, "uid");
            number = StreamCodec.number(body);
            bytes = OVERHEAD_BYTES
                    + body.values().stream().mapToLong(value -> value.length).sum();
            fields = body;
        }

        /** Whether it is an event for somebody in these rooms who keeps offsets. */
        synchronized boolean isFor(Set<String> rooms) {
            Map<String, byte[]> undecoded = fields;
            if (undecoded != null) {
                fields = null;
                decode(undecoded);
            }
            return packet != null && matches(rooms, options);
        }

        private void decode(Map<String, byte[]> undecoded) {
            MessageHandling.guard(link.counters(), () -> {
                if (StreamCodec.isBroadcast(undecoded, namespace)
                        && codec.decode(undecoded) instanceof ClusterMessage.Broadcast broadcast
                        && StreamCodec.hasOffset(broadcast.packet(), broadcast.options())) {
                    packet = broadcast.packet();
                    options = broadcast.options();
                }
            });
        }

        /** The event with the plain offset. Only if it is for somebody. */
        synchronized OutgoingMessage message() {
            OutgoingMessage encoded = message;
            if (encoded == null) {
                encoded = encode(idText);
                message = encoded;
            }
            return encoded;
        }

        /** The event for a client that has later ones of a node already. */
        synchronized OutgoingMessage message(String aheadUid, long aheadNumber) {
            return encode(StreamOffset.text(idText, aheadUid, aheadNumber));
        }

        private OutgoingMessage encode(String offset) {
            SocketPacket.Event event = packet;
            if (event == null) {
                throw new IllegalStateException("no event");
            }
            return parser.encode(StreamCodec.withOffset(event, offset))
                    .compress(options.flags().compress());
        }
    }

    /** Whether an event reaches somebody in these rooms. */
    static boolean matches(Set<String> rooms, BroadcastOptions options) {
        return (options.rooms().isEmpty() || !Collections.disjoint(options.rooms(), rooms))
                && Collections.disjoint(options.except(), rooms);
    }

    /** Somebody resumes: from now on entries are kept. */
    synchronized void open() {
        if (from == null) {
            StreamId read = StreamId.parse(readerPosition.get());
            from = read.compareTo(lastNoted) > 0 ? read : lastNoted;
        }
        users++;
        uses++;
    }

    /** Somebody has resumed, or has not. */
    void close() {
        long last;
        synchronized (this) {
            users--;
            last = uses;
            if (users == 0) {
                dropOld();
            }
        }
        link.backend().scheduler().schedule(() -> forget(last), HOLD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void forget(long last) {
        if (users == 0 && uses == last) {
            entries.clear();
            bytes = 0;
            from = null;
        }
    }

    /** Whether somebody resumes. */
    boolean isOpen() {
        return users > 0;
    }

    /** An entry was read that is delivered. */
    synchronized void note(StreamMessage<String, byte[]> entry) {
        lastNoted = StreamId.parse(entry.getId());
        if (from != null) {
            Entry noted = new Entry(entry);
            entries.add(noted);
            bytes += noted.bytes;
            if (isTooMuch()) {
                drop(entries.size() / 4 + 1);
            }
        }
    }

    /** An entry was read that need not be delivered; false if it must be, since somebody resumes who may want it. */
    synchronized boolean skip(StreamMessage<String, byte[]> entry) {
        if (users > 0) {
            return false;
        }
        note(entry);
        return true;
    }

    private boolean isTooMuch() {
        return entries.size() > MAX_ENTRIES || bytes > MAX_BYTES;
    }

    /** While clients come back one by one, not everything since the first is held. */
    private void dropOld() {
        if (!entries.isEmpty()) {
            long oldest = entries.get(entries.size() - 1).id.millis() - MAX_AGE_MILLIS;
            int count = 0;
            while (entries.get(count).id.millis() < oldest) {
                count++;
            }
            drop(count);
        }
    }

    private void drop(int count) {
        if (count > 0) {
            List<Entry> oldest = entries.subList(0, count);
            from = oldest.get(count - 1).id;
            bytes -= oldest.stream().mapToLong(entry -> entry.bytes).sum();
            oldest.clear();
        }
    }

    /** Whether all entries behind a position are there. */
    synchronized boolean covers(StreamId position) {
        StreamId first = from;
        return first != null && first.compareTo(position) <= 0;
    }

    /** The entries behind a position, oldest first. A copy. */
    synchronized List<Entry> after(StreamId position) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).id.compareTo(position) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return new ArrayList<>(entries.subList(low, entries.size()));
    }

    /**
     * Sees to it that all entries behind a position are there; false if the stream has lost them, or they are too many.
     * Between {@link #open} and {@link #close}.
     */
    CompletableFuture<Boolean> cover(StreamId position) {
        Wanted one = new Wanted(position, new CompletableFuture<>());
        synchronized (this) {
            if (covers(position)) {
                return CompletableFuture.completedFuture(true);
            }
            wanted.add(one);
            if (fetching) {
                return one.there;
            }
            fetching = true;
        }
        fetch();
        return one.there;
    }

    /** Reads the next older entries. One call after the other. */
    private void fetch() {
        StreamId upTo;
        StreamId downTo;
        synchronized (this) {
            // If all gave up meanwhile nothing is kept any more, and what comes fits nowhere.
            upTo = from == null ? NOWHERE : from;
            downTo = wanted.stream()
                    .map(Wanted::position)
                    .min(StreamId::compareTo)
                    .orElse(upTo);
        }
        Range<String> range = Range.create(downTo.text(), upTo.text());
        link.command(commands -> commands.async().xrevrange(stream, range, Limit.from(ENTRIES_PER_CALL)))
                .orTimeout(StreamSessions.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .whenComplete((newestFirst, failure) ->
                        onFetched(upTo, downTo, newestFirst == null ? List.of() : newestFirst));
    }

    private void onFetched(StreamId upTo, StreamId downTo, List<StreamMessage<String, byte[]>> newestFirst) {
        List<Wanted> settled = new ArrayList<>();
        boolean more;
        synchronized (this) {
            // If so many came meanwhile that the oldest were dropped, these do not fit any more.
            boolean fits = upTo.equals(from) && !newestFirst.isEmpty();
            if (fits) {
                prepend(newestFirst);
            }
            boolean goOn = fits && !isTooMuch();
            boolean all = newestFirst.size() < ENTRIES_PER_CALL;
            // Those who came meanwhile may need older ones than were asked for.
            wanted.removeIf(one -> (!goOn || covers(one.position) || (all && one.position.compareTo(downTo) >= 0))
                    && settled.add(one));
            more = !wanted.isEmpty();
            fetching = more;
        }
        settled.forEach(one -> one.there.complete(covers(one.position)));
        if (more) {
            fetch();
        }
    }

    private void prepend(List<StreamMessage<String, byte[]>> newestFirst) {
        // The oldest is where the next call begins, or what a client has got last.
        int last = newestFirst.size() - 1;
        List<Entry> older = new ArrayList<>();
        for (StreamMessage<String, byte[]> entry : newestFirst.subList(0, last)) {
            if (StreamCodec.text(entry.getBody(), "nsp").equals(namespace)) {
                older.add(new Entry(entry));
            }
        }
        Collections.reverse(older);
        bytes += older.stream().mapToLong(entry -> entry.bytes).sum();
        entries.addAll(0, older);
        from = StreamId.parse(newestFirst.get(last).getId());
    }
}
