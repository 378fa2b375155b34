package dev.sockeye.socketio.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.testsupport.Proves;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Offsets are "5-0", or "5-0.a.3" for a client that has the events of node a up to number 3 besides. */
@Proves("A38")
final class StreamDeliveryTest {
    private static final Runnable NOTHING = () -> {};

    private final Deque<Runnable> timer = new ArrayDeque<>();
    private final List<String> delivered = new ArrayList<>();
    private final Map<Long, CompletableFuture<String>> appended = new HashMap<>();
    private String readerPosition = "4-0";
    private int asked;
    private final StreamDelivery<String> delivery = new StreamDelivery<>(
            "a",
            () -> readerPosition,
            (event, offset) -> delivered.add(event + " " + offset),
            timer::add,
            () -> asked++);

    private void add(String name) {
        delivery.add(name, number -> {
            CompletableFuture<String> append = new CompletableFuture<>();
            appended.put(number, append);
            return append;
        });
    }

    private void refuse(long number) {
        appended.get(number).completeExceptionally(new RedisUnavailableException("not connected"));
    }

    private void read(long number, String id) {
        delivery.onEntry(number, id, NOTHING);
    }

    private void readOther(String id) {
        delivery.onForeignEntry(id, "other", NOTHING);
    }

    private void letTimePass() {
        for (int i = 0; i <= StreamDelivery.MAX_TICKS && !timer.isEmpty(); i++) {
            timer.remove().run();
        }
    }

    private StreamDelivery.Turn<String> turn() {
        List<StreamDelivery.Turn<String>> turns = new ArrayList<>();
        delivery.inTurn(turn -> {
            turns.add(turn);
            return NOTHING;
        });
        return turns.get(0);
    }

    private List<String> ahead() {
        return turn().ahead().stream().map(StreamDelivery.Ahead::event).toList();
    }

    @Test
    void anEventWaitsForItsEntry() {
        add("a");
        assertThat(delivered).isEmpty();

        read(0, "5-0");

        assertThat(delivered).containsExactly("a 5-0");
    }

    @Test
    void eventsOfOthersKeepTheirPlaceInTheStream() {
        add("own");
        readOther("5-0");
        read(0, "5-1");

        assertThat(delivered).containsExactly("other 5-0", "own 5-1");
    }

    /** Whoever has got a and not yet b must be given b when it resumes. */
    @Test
    void anEventWithoutEntryComesBeforeThoseThatFollowItAndHasAnOffsetBeforeThem() {
        add("a");
        add("b");

        read(1, "5-0");

        assertThat(delivered).containsExactly("a 4-0.a.0", "b 5-0");
        assertThat(delivery.withoutEntry()).isEqualTo(1);
    }

    @Test
    void aRefusedEventDoesNotOvertake() {
        add("a");
        add("b");
        refuse(1);
        assertThat(delivered).isEmpty();

        read(0, "5-0");

        assertThat(delivered).containsExactly("a 5-0", "b 5-0.a.1");
        readOther("5-1");
        assertThat(delivered).as("it has no entry that could be read again").endsWith("other 5-1");
    }

    @Test
    void whatWaitsForTooLongGoesAheadOfItsEntryAndIsNotDeliveredOnceMore() {
        add("a");
        for (int i = 0; i < StreamDelivery.MAX_TICKS; i++) {
            timer.remove().run();
            assertThat(delivered).isEmpty();
        }
        timer.remove().run();
        assertThat(delivered).containsExactly("a 4-0.a.0");

        read(0, "5-0");
        letTimePass();

        assertThat(delivered).as("not once more").containsExactly("a 4-0.a.0");
        assertThat(timer).as("timers").isEmpty();
    }

    @Test
    void whileTheBrokerIsNotHeardOfNothingWaits() {
        add("a");
        letTimePass();

        add("b");
        readOther("5-0");
        add("c");
        assertThat(delivered).containsExactly("a 4-0.a.0", "b 4-0.a.1", "other 5-0.a.1", "c 5-0.a.2");
        assertThat(ahead()).containsExactly("a", "b", "c");
        assertThat(turn().position()).isEqualTo("5-0");

        read(2, "5-1");
        readOther("5-2");
        add("d");
        assertThat(delivered).endsWith("c 5-0.a.2", "other 5-2");
        read(3, "5-3");
        assertThat(delivered).endsWith("d 5-3");
        assertThat(ahead()).isEmpty();
    }

    /** Under steady traffic there is always one on its way; they wait again as soon as entries come in time. */
    @Test
    void eventsWaitAgainWhenOneThatIsAheadCameInTime() {
        add("a");
        letTimePass();
        letTimePass();
        add("b");
        add("c");

        read(0, "5-0");
        add("d");
        assertThat(delivered).as("a came late").endsWith("d 5-0.a.3");
        read(1, "5-1");
        add("e");
        assertThat(delivered).as("b came in time").endsWith("d 5-0.a.3");
        read(2, "5-2");
        read(3, "5-3");
        read(4, "5-4");

        assertThat(delivered).endsWith("d 5-0.a.3", "e 5-4");
    }

    @Test
    void anEntryThatStandsForNoEventShowsThatNothingIsToCome() {
        add("a");
        letTimePass();
        assertThat(asked).isEqualTo(1);
        assertThat(ahead()).containsExactly("a");

        List<Long> marks = new ArrayList<>();
        delivery.addMark(marks::add);
        read(marks.get(0), "5-0");

        assertThat(ahead()).isEmpty();
        assertThat(delivery.withoutEntry()).isEqualTo(1);
        readOther("5-1");
        assertThat(delivered).containsExactly("a 4-0.a.0", "other 5-1");
    }

    @Test
    void anEventThatWasRefusedHasNoEntry() {
        add("a");
        refuse(0);

        readOther("5-0");

        assertThat(delivered).containsExactly("a 4-0.a.0", "other 5-0");
        assertThat(ahead()).isEmpty();
        assertThat(delivery.withoutEntry()).isEqualTo(1);
    }

    @Test
    void whatNeedsNoEntryKeepsItsTurn() {
        add("a");
        delivery.addReady(() -> delivered.add("volatile"));
        add("b");
        assertThat(delivered).isEmpty();

        read(0, "5-0");
        assertThat(delivered).containsExactly("a 5-0", "volatile");
        delivery.addReady(() -> delivered.add("answer"));
        letTimePass();

        assertThat(delivered).containsExactly("a 5-0", "volatile", "b 5-0.a.1", "answer");
    }

    @Test
    void aFlushWaitsForNothing() {
        add("a");
        delivery.addReady(() -> delivered.add("answer"));
        add("b");

        delivery.flush(() -> delivered.add("farewell"));

        assertThat(delivered).containsExactly("a 4-0.a.0", "answer", "b 4-0.a.1", "farewell");
        add("c");
        assertThat(delivered).as("what comes later waits").hasSize(4);
    }

    @Test
    void aTaskOfADeliveryThatFlushesComesBehindIt() {
        add("a");
        delivery.runBehindEntries(() -> {
            delivery.flush(() -> delivered.add("farewell"));
            delivered.add("end of the task");
        });

        assertThat(delivered).containsExactly("end of the task", "a 4-0.a.0", "farewell");
    }

    /** Events that are forgotten could neither be given to those who resume, nor be left to their entries. */
    @Test
    void whileTooManyEventsAreAheadNobodyResumes() {
        delivery.stall();
        for (int i = 0; i < 10_001; i++) {
            add("a" + i);
        }
        assertThat(delivery.inTurn(turn -> NOTHING)).isFalse();

        read(0, "5-0");

        assertThat(turn().ahead()).hasSize(10_000);
    }

    @Test
    void afterTheEndNothingIsKept() {
        add("a");
        delivery.close();
        add("b");

        assertThat(delivered).containsExactly("a 4-0.a.0", "b 4-0.a.1");
        assertThat(ahead()).isEmpty();
    }

    @Test
    void aDeliveryThatThrowsHarmsNoOther() {
        delivery.runBehindEntries(() -> {
            throw new IllegalArgumentException("cannot be encoded");
        });
        readOther("5-1");

        assertThat(delivered).containsExactly("other 5-1");
    }

    @Test
    void aDeliveryForWhichThereIsNoMemoryHarmsNoOther() {
        delivery.runBehindEntries(() -> {
            throw new OutOfMemoryError("no buffer");
        });
        readOther("5-1");

        assertThat(delivered).containsExactly("other 5-1");
    }

    @Test
    void whatIsRefusedWhileOthersAreAheadIsNoMoreToCome() {
        delivery.stall();
        add("a");
        add("b");
        add("c");

        refuse(1);
        assertThat(ahead()).containsExactly("a", "c");
        refuse(2);
        refuse(0);
        assertThat(ahead()).isEmpty();
        assertThat(delivery.withoutEntry()).isEqualTo(3);
    }
}
