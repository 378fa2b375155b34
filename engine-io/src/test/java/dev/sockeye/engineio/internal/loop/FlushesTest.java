package dev.sockeye.engineio.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlushesTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Flushes flushes = new LoopContext(channel.eventLoop()).flushes();
    private final List<String> fired = new ArrayList<>();

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    /** A connection as a transport is one: it is added once until it was flushed, and keeps the turn of that. */
    private class Connection implements Flushes.Flushable {
        int flushed;
        private boolean waiting;
        private short flushedIn;

        void write() {
            if (!waiting) {
                waiting = true;
                flushes.add(this, flushedIn);
            }
        }

        @Override
        public void flushNow() {
            waiting = false;
            flushedIn = flushes.turn();
            flushed++;
        }
    }

    private List<Connection> connections(int count) {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            connections.add(new Connection());
        }
        return connections;
    }

    private static int flushed(List<Connection> connections) {
        return connections.stream().mapToInt(connection -> connection.flushed).sum();
    }

    private void broadcast(List<Connection> connections) {
        connections.forEach(Connection::write);
    }

    private void endTurn() {
        channel.runPendingTasks();
    }

    @Test
    void fewAreFlushedAtTheEndOfTheTurn() {
        List<Connection> few = connections(Flushes.GROUP - 1);
        broadcast(few);
        broadcast(few);
        assertThat(flushed(few)).isZero();
        endTurn();
        assertThat(flushed(few)).isEqualTo(few.size());
    }

    @Test
    void manyAreFlushedGroupByGroup() {
        List<Connection> many = connections(5 * Flushes.GROUP / 2);
        broadcast(many);
        assertThat(flushed(many)).isEqualTo(2 * Flushes.GROUP);
        endTurn();
        assertThat(many).allSatisfy(connection -> assertThat(connection.flushed).isEqualTo(1));
    }

    @Test
    void oneGroupAfterTheOtherForBroadcastsInTurnsOfTheirOwn() {
        List<Connection> many = connections(2 * Flushes.GROUP);
        for (int turn = 1; turn <= 3; turn++) {
            broadcast(many);
            assertThat(flushed(many)).isEqualTo(turn * many.size());
            endTurn();
        }
    }

    @Test
    void allWaitForTheEndAfterAGroupWasFlushedTooEarly() {
        List<Connection> many = connections(2 * Flushes.GROUP);
        for (int i = 0; i < 8; i++) {
            broadcast(many);
        }
        assertThat(flushed(many)).as("only the first broadcast was early").isEqualTo(many.size());
        endTurn();
        assertThat(flushed(many)).isEqualTo(2 * many.size());
        for (int turn = 1; turn < Flushes.PATIENT_TURNS; turn++) {
            int before = flushed(many);
            broadcast(many);
            broadcast(many);
            assertThat(flushed(many)).isEqualTo(before);
            endTurn();
            assertThat(flushed(many)).isEqualTo(before + many.size());
        }
        int before = flushed(many);
        broadcast(many);
        assertThat(flushed(many)).as("then it is tried again").isEqualTo(before + many.size());
    }

    @Test
    void oneThatWritesWhileItIsFlushedIsFlushedAgain() {
        List<Connection> many = connections(Flushes.GROUP - 1);
        broadcast(many);
        Connection after = new Connection();
        Connection talkative = new Connection() {
            @Override
            public void flushNow() {
                super.flushNow();
                if (flushed == 1) {
                    broadcast(connections(Flushes.GROUP));
                    write();
                    after.write();
                }
            }
        };
        talkative.write();
        endTurn();
        endTurn();
        assertThat(talkative.flushed).isEqualTo(2);
        assertThat(after.flushed).isEqualTo(1);
    }

    @Test
    void someAreNeverFlushedBeforeTheEnd() {
        for (int i = 0; i < 2 * Flushes.GROUP; i++) {
            flushes.addForEndOfTurn(() -> fired.add("flushed"));
        }
        assertThat(fired).isEmpty();
        endTurn();
        assertThat(fired).hasSize(2 * Flushes.GROUP);
    }

    @Test
    void oneThatFailsDoesNotKeepOthersWaiting() {
        flushes.addForEndOfTurn(() -> fired.add("a"));
        flushes.addForEndOfTurn(() -> {
            throw new IllegalStateException("planted");
        });
        flushes.addForEndOfTurn(() -> fired.add("b"));
        endTurn();
        assertThat(fired).containsExactly("a", "b");
    }

    /** Has so much to flush, which takes a while. */
    private Flushes.Flushable output(String name, long bytes, long millis) {
        return new Flushes.Flushable() {
            @Override
            public void flushNow() {
                fired.add(name);
                channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
            }

            @Override
            public long pendingBytes() {
                return bytes;
            }
        };
    }

    @Test
    void muchIsFlushedBehindLittleAndTasksGoBetween() {
        channel.freezeTime();
        flushes.addForEndOfTurn(output("much 1", Flushes.LARGE_BYTES, 1));
        flushes.add(output("much 2", Flushes.LARGE_BYTES, 1), (short) 0);
        flushes.addForEndOfTurn(output("much 3", Flushes.LARGE_BYTES, 1));
        flushes.addForEndOfTurn(output("little", Flushes.LARGE_BYTES - 1, 5));
        channel.eventLoop().execute(() -> {
            fired.add("task");
            flushes.addForEndOfTurn(output("late", 0, 0));
        });
        endTurn();
        assertThat(fired).containsExactly("little", "much 2", "much 1", "task", "late", "much 3");
    }

    @Test
    void muchIsFlushedHoweverOftenOthersHaveLittle() {
        channel.freezeTime();
        flushes.addForEndOfTurn(output("much 1", Flushes.LARGE_BYTES, 10));
        flushes.addForEndOfTurn(output("much 2", Flushes.LARGE_BYTES, 10));
        flushes.addForEndOfTurn(output("little", 0, 10));
        channel.eventLoop().execute(() -> flushes.addForEndOfTurn(output("little", 0, 10)));
        endTurn();
        assertThat(fired).containsExactly("little", "much 1", "little", "much 2");
    }
}
