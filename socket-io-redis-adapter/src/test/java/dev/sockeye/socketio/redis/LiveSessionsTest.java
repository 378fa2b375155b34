package dev.sockeye.socketio.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.socketio.adapter.KeptSession;
import dev.sockeye.socketio.adapter.RecoverableSocket;
import dev.sockeye.socketio.adapter.SessionSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions of connected sockets where there is no Redis. */
final class LiveSessionsTest {
    private final RedisCounters counters = new RedisCounters();
    private final RedisConnections nowhere = RedisConnections.standalone("redis://127.0.0.1:1");
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final LiveSessions sessions = new LiveSessions(
            new RedisLink(nowhere, counters),
            new SessionRecords(counters, DataParser.INSTANCE, "p:"),
            "0123456789abcdef",
            Duration.ofMinutes(2),
            Duration.ofSeconds(1),
            scheduler);

    @AfterEach
    void close() {
        sessions.close();
        scheduler.shutdownNow();
        nowhere.close();
    }

    private static SessionSnapshot snapshot(Object data) {
        return new SessionSnapshot("sid", "pid", Set.of("sid"), Map.of("data", data));
    }

    private KeptSession keep(Object data) {
        return sessions.keep(new RecoverableSocket() {
            @Override
            public SessionSnapshot snapshot() {
                return LiveSessionsTest.snapshot(data);
            }

            @Override
            public void end() {}
        });
    }

    private static List<?> nested(int depth) {
        List<?> list = List.of();
        for (int i = 1; i < depth; i++) {
            list = List.of(list);
        }
        return list;
    }

    @Test
    void theEndOfASocketIsTheEndOfItsSession() {
        keep("data").persist(snapshot("data"));
        assertThat(sessions.size()).isZero();
        keep("data").discard();
        assertThat(sessions.size()).isZero();
    }

    @Test
    void dataThatCannotBeEncodedKeepNoSessionBeyondItsSocket() {
        KeptSession kept = keep(nested(1_100));
        assertThat(kept.onChange()).isCompleted();
        assertThat(sessions.size()).isEqualTo(1);
        kept.persist(snapshot(nested(1_100)));
        assertThat(sessions.size()).isZero();
    }
}
