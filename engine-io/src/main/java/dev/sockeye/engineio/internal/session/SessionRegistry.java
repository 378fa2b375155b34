package dev.sockeye.engineio.internal.session;

import dev.sockeye.engineio.EngineSession;
import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The sessions of a server by id. Thread-safe; one of the two shared maps of the engine. */
public final class SessionRegistry {
    private final ConcurrentHashMap<String, DefaultEngineSession> sessions = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, AtomicInteger> perAddress = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final int limit;
    private final int limitPerAddress;
    private volatile boolean isClosed;

    /** Bounds; {@link Integer#MAX_VALUE} for none. */
    public SessionRegistry(int limit, int limitPerAddress) {
        this.limit = limit;
        this.limitPerAddress = limitPerAddress;
    }

    /** From now on there is no place left; the sessions stay. */
    public void close() {
        isClosed = true;
    }

    /** Takes a place for a session of this address; false if there is none left. */
    public boolean reserve(String address) {
        if (isClosed) {
            return false;
        }
        if (count.incrementAndGet() > limit) {
            count.decrementAndGet();
            return false;
        }
        if (limitPerAddress < Integer.MAX_VALUE) {
            boolean[] taken = {false};
            perAddress.compute(address, (key, sessionsOfAddress) -> {
                AtomicInteger number = sessionsOfAddress == null ? new AtomicInteger() : sessionsOfAddress;
                if (number.get() < limitPerAddress) {
                    number.incrementAndGet();
                    taken[0] = true;
                }
                return number;
            });
            if (!taken[0]) {
                count.decrementAndGet();
                return false;
            }
        }
        return true;
    }

    /** Gives a place back that no session took, or whose session ended. */
    public void release(String address) {
        count.decrementAndGet();
        if (limitPerAddress < Integer.MAX_VALUE) {
            perAddress.computeIfPresent(address, (key, number) -> number.decrementAndGet() == 0 ? null : number);
        }
    }

    /** Adds a session; false if the id is taken. */
    boolean add(DefaultEngineSession session) {
        return sessions.putIfAbsent(session.id(), session) == null;
    }

    void remove(DefaultEngineSession session) {
        if (sessions.remove(session.id(), session)) {
            release(session.request().remoteAddress());
        }
    }

    /** The session of the id; null if there is none. */
    public @Nullable DefaultEngineSession get(String id) {
        return sessions.get(id);
    }

    /** All sessions, weakly consistent. */
    public Collection<EngineSession> all() {
        return Collections.unmodifiableCollection(sessions.values());
    }

    /** Number of sessions. */
    public int size() {
        return sessions.size();
    }
}
