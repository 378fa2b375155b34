package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.adapter.KeptSession;
import dev.sockeye.socketio.adapter.RecoverableSocket;
import dev.sockeye.socketio.adapter.SessionSnapshot;
import dev.sockeye.socketio.adapter.Warnings;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.ScriptOutputType;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of connected sockets of this node, written to Redis while they live: if the node dies, any other finds them
 * under the keys where it looks for those that were disconnected. Thread-safe.
 *
 * <p>A record names its owner in its first bytes. Whoever resumes a session takes the record out, so there is one taker, and
 * this node writes only over a record that is still its own. When it learns that a session was taken it ends its socket.
 */
final class LiveSessions {
    private static final Logger LOGGER = LoggerFactory.getLogger(LiveSessions.class);
    private static final Warnings WARNINGS = new Warnings();

    /**
     * Writes over, or deletes, a record of this owner; writes where there is none if that is allowed. Gives 1 if it is done,
     * 0 if the record has another owner, -1 if there is none.
     */
    private static final String WRITE =
            """
            local owner = redis.call('GETRANGE', KEYS[1], 0, #ARGV[1] - 1)
            if owner == '' then
              if ARGV[4] == '0' then return -1 end
            elseif owner ~= ARGV[1] then return 0 end
            if ARGV[2] == '' then redis.call('DEL', KEYS[1])
            else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
            return 1
            """;

    private static final byte[] NOTHING = {};
    private static final long WRITE_TIMEOUT_MILLIS = 5000;
    /** The sessions are renewed in so many parts, so that they do not come all at once. */
    private static final int PARTS = 16;
    /** Ends of sessions that Redis has not heard of yet; more are lost. */
    private static final int MAX_UNHEARD_ENDS = 10_000;

    private final RedisLink link;
    private final SessionRecords records;
    private final String uid;
    private final Duration duration;
    private final Duration joinTimeout;
    private final ScheduledExecutorService scheduler;
    private final Map<String, Live> byPid = new ConcurrentHashMap<>();
    private final Set<Live> unheardEnds = ConcurrentHashMap.newKeySet();
    private final AtomicLong nextNumber = new AtomicLong();
    private final RedisConnectionStateListener reconnections = new Reconnections();

    /** How often the connection was made anew. A record may be gone since then, with all of Redis. */
    private volatile long connection;

    private volatile boolean closed;
    private @Nullable ScheduledFuture<?> timer;
    /** Confined to the timer. */
    private int part;

    /**
     * @param uid of this node
     * @param duration how long a session can be resumed
     * @param joinTimeout how long somebody who joins a room waits for Redis
     */
    LiveSessions(
            RedisLink link,
            SessionRecords records,
            String uid,
            Duration duration,
            Duration joinTimeout,
            ScheduledExecutorService scheduler) {
        this.link = link;
        this.records = records;
        this.uid = uid;
        this.duration = duration;
        this.joinTimeout = joinTimeout;
        this.scheduler = scheduler;
    }

    synchronized void start() {
        if (!closed && timer == null) {
            link.backend().addListener(reconnections);
            long millis = Math.max(10, duration.toMillis() / 2 / PARTS);
            timer = scheduler.scheduleWithFixedDelay(this::renewPart, millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    /** Forgets the sessions; what was written stays. */
    synchronized void close() {
        closed = true;
        link.backend().removeListener(reconnections);
        if (timer != null) {
            timer.cancel(false);
        }
        byPid.clear();
        unheardEnds.clear();
    }

    /** Number of sessions that are kept. */
    int size() {
        return byPid.size();
    }

    /** Keeps the session of a socket from its first change on. */
    KeptSession keep(RecoverableSocket socket) {
        String pid = socket.snapshot().pid();
        Live live = new Live(socket, pid, SessionRecords.owner(uid, nextNumber.getAndIncrement()));
        byPid.put(pid, live);
        return live;
    }

    /** A session was taken out of Redis by somebody who resumes it. */
    void onTaken(String pid, String owner) {
        Live live = byPid.get(pid);
        if (live != null && live.owner.equals(owner)) {
            live.onTaken();
        }
    }

    private void renewPart() {
        part = (part + 1) % PARTS;
        byPid.values().forEach(live -> live.renew(part));
        unheardEnds.forEach(Live::writeEnd);
    }

    private void renewAll() {
        if (!closed) {
            byPid.values().forEach(Live::onChange);
            unheardEnds.forEach(Live::writeEnd);
        }
    }

    private CompletableFuture<Long> write(Live live, byte[] value, long millis, boolean evenIfAbsent) {
        byte[][] arguments = {
            live.fence, value, RedisLink.utf8(Long.toString(millis)), RedisLink.utf8(evenIfAbsent ? "1" : "0")
        };
        String[] keys = {records.key(live.pid)};
        return link.<Long>bounded(
                        value.length, current -> current.async().eval(WRITE, ScriptOutputType.INTEGER, keys, arguments))
                .orTimeout(WRITE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** One session. */
    private final class Live implements KeptSession {
        final RecoverableSocket socket;
        final String pid;
        final String owner;
        /** What its record begins with. */
        final byte[] fence;

        final int part;

        // Guarded by this.
        private boolean writing;
        private boolean changed;
        private boolean failed;
        private boolean ended;
        private boolean warned;
        /** The {@link #connection} over which a record was written last. */
        private long writtenOver = -1;
        /** Completes with the next write that begins. */
        private CompletableFuture<Void> next = new CompletableFuture<>();
        /** What is to be written last, empty to delete the record; null while the socket is connected. */
        private byte @Nullable [] last;
        /** How often that may still be tried: about until the record expires by itself. */
        private int attempts = 4 * PARTS;

        Live(RecoverableSocket socket, String pid, String owner) {
            this.socket = socket;
            this.pid = pid;
            this.owner = owner;
            this.fence = SessionRecords.fence(owner);
            this.part = Math.floorMod(pid.hashCode(), PARTS);
        }

        @Override
        public CompletableFuture<Void> onChange() {
            CompletableFuture<Void> kept;
            boolean begin;
            synchronized (this) {
                if (ended) {
                    return CompletableFuture.completedFuture(null);
                }
                kept = next;
                changed = true;
                begin = !writing;
                writing = true;
            }
            if (begin) {
                write();
            }
            return kept.isDone()
                    ? kept
                    : kept.copy().completeOnTimeout(null, joinTimeout.toMillis(), TimeUnit.MILLISECONDS);
        }

        void renew(int currentPart) {
            boolean due;
            synchronized (this) {
                due = failed || part == currentPart;
            }
            if (due) {
                onChange();
            }
        }

        private void write() {
            CompletableFuture<Void> kept;
            long over = connection;
            boolean evenIfAbsent;
            synchronized (this) {
                changed = false;
                kept = next;
                next = new CompletableFuture<>();
                evenIfAbsent = writtenOver != over;
            }
            byte[] value;
            try {
                value = records.encode(socket.snapshot(), owner);
            } catch (RuntimeException e) {
                cannotKeep(e);
                onWritten(over, null, e);
                kept.complete(null);
                return;
            }
            LiveSessions.this
                    .write(this, value, 2 * duration.toMillis(), evenIfAbsent)
                    .whenComplete((result, failure) -> {
                        onWritten(over, result, failure);
                        kept.complete(null);
                    });
        }

        private void onWritten(long over, @Nullable Long result, @Nullable Throwable failure) {
            boolean again;
            CompletableFuture<Void> unkept = null;
            synchronized (this) {
                failed = failure != null;
                if (result != null && result == 1) {
                    writtenOver = over;
                }
                again = changed && !failed && !ended;
                writing = again;
                if (failed) {
                    unkept = next;
                    next = new CompletableFuture<>();
                }
            }
            if (unkept != null) {
                unkept.complete(null);
            }
            if (result != null && result == 0) {
                onTaken();
            } else if (again) {
                write();
            }
        }

        /** The session goes on elsewhere. */
        void onTaken() {
            synchronized (this) {
                if (ended) {
                    return;
                }
                ended = true;
            }
            byPid.remove(pid, this);
            socket.end();
        }

        @Override
        public void persist(SessionSnapshot session) {
            byte[] value;
            try {
                value = records.encode(session);
            } catch (RuntimeException e) {
                cannotKeep(e);
                value = NOTHING;
            }
            end(value);
        }

        private void cannotKeep(RuntimeException cause) {
            boolean first;
            synchronized (this) {
                first = !warned;
                warned = true;
            }
            if (first) {
                WARNINGS.warn(LOGGER, "a session cannot be kept: its data cannot be encoded", cause);
            }
        }

        @Override
        public void discard() {
            end(NOTHING);
        }

        private void end(byte[] value) {
            synchronized (this) {
                if (ended) {
                    return;
                }
                ended = true;
                last = value;
            }
            byPid.remove(pid, this);
            writeEnd();
        }

        void writeEnd() {
            byte[] value;
            boolean evenIfAbsent;
            synchronized (this) {
                value = attempts-- > 0 ? last : null;
                evenIfAbsent = writtenOver != connection;
            }
            if (value == null) {
                unheardEnds.remove(this);
                return;
            }
            LiveSessions.this
                    .write(this, value, duration.toMillis(), evenIfAbsent)
                    .whenComplete((result, failure) -> onEndWritten(failure));
        }

        private void onEndWritten(@Nullable Throwable failure) {
            if (failure == null) {
                unheardEnds.remove(this);
            } else if (!closed && unheardEnds.size() < MAX_UNHEARD_ENDS) {
                unheardEnds.add(this);
            } else {
                link.counters().lost.increment();
            }
        }
    }

    /** Over a new connection all is written again: Redis may have started anew. */
    private final class Reconnections implements RedisConnectionStateListener {
        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField") // told one after the other, and any change will do
        public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress address) {
            if (link.isOver(handler)) {
                connection++;
                // Not from here: the connection is not yet active.
                scheduler.schedule(LiveSessions.this::renewAll, 20, TimeUnit.MILLISECONDS);
            }
        }
    }
}
