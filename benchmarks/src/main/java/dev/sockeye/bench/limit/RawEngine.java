package dev.sockeye.bench.limit;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What the connections of one server share. Confined to the server's only event loop. */
final class RawEngine {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    final int pingIntervalMillis;
    final @Nullable JsonRoundTrip json;
    final EventExecutor loop;

    /** The members of the only room. */
    private final List<RawSession> room = new ArrayList<>();

    /** Sessions that began on polling. */
    private final Map<String, RawSession> sessions = new HashMap<>();

    RawEngine(EventExecutor loop, int pingIntervalMillis, @Nullable JsonRoundTrip json) {
        this.loop = loop;
        this.pingIntervalMillis = pingIntervalMillis;
        this.json = json;
    }

    static String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        char[] id = new char[20];
        for (int i = 0; i < id.length; i++) {
            id[i] = ALPHABET.charAt(random.nextInt(64));
        }
        return new String(id);
    }

    String openPacket(String id, boolean upgradable) {
        return "0{\"sid\":\"" + id + "\",\"upgrades\":[" + (upgradable ? "\"websocket\"" : "") + "],\"pingInterval\":"
                + pingIntervalMillis + ",\"pingTimeout\":20000,\"maxPayload\":4194304}";
    }

    void register(String id, RawSession session) {
        sessions.put(id, session);
    }

    @Nullable
    RawSession session(String id) {
        return sessions.get(id);
    }

    List<RawSession> room() {
        return room;
    }

    void join(RawSession session) {
        session.roomIndex = room.size();
        room.add(session);
    }

    void remove(RawSession session) {
        String id = session.pollingId;
        if (id != null) {
            sessions.remove(id);
        }
        int index = session.roomIndex;
        if (index >= 0) {
            session.roomIndex = -1;
            RawSession last = room.remove(room.size() - 1);
            if (last != session) {
                room.set(index, last);
                last.roomIndex = index;
            }
        }
    }

    /** The acknowledgement of {@code stats}, after a full collection. */
    static String stats() {
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long direct = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()
                + UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
        return "{\"heap\":" + (runtime.totalMemory() - runtime.freeMemory()) + ",\"direct\":" + direct + "}";
    }
}
