package dev.sockeye.socketio.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.testsupport.Proves;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

@Proves("A38")
final class StreamDeliveryTest {
    private static final Runnable NOTHING = () -> {};

    private final Deque<Runnable> timer = new ArrayDeque<>();
    private final List<String> delivered = new ArrayList<>();
    private int asked;
    private final StreamDelivery delivery = new StreamDelivery(timer::add, () -> asked++);

    private long add(String name) {
        return delivery.add(offset -> delivered.add(name + " " + offset));
    }

    private boolean takesTurn() {
        return delivery.inTurn(() -> NOTHING);
    }

    @Test
    void anEventWaitsForItsEntry() {
        long number = add("a");
        assertThat(delivered).isEmpty();

        delivery.onEntry(number, "5-0", NOTHING);

        assertThat(delivered).containsExactly("a 5-0");
    }

    @Test
    void eventsOfOthersKeepTheirPlaceInTheStream() {
        long number = add("own");
        delivery.onForeignEntry("5-0", offset -> delivered.add("other " + offset), NOTHING);
        delivery.onEntry(number, "5-1", NOTHING);

        assertThat(delivered).containsExactly("other 5-0", "own 5-1");
    }

    @Test
    void anEventWithoutEntryComesBeforeThoseThatFollowIt() {
        add("a");
        long second = add("b");

        delivery.onEntry(second, "5-0", NOTHING);

        assertThat(delivered).containsExactly("a 0-0", "b 5-0");
    }

    @Test
    void aFailedEventDoesNotOvertake() {
        long first = add("a");
        long second = add("b");
        delivery.onFailure(second, false);
        assertThat(delivered).isEmpty();

        delivery.onEntry(first, "5-0", NOTHING);

        assertThat(delivered).containsExactly("a 5-0", "b 0-0");
    }

    @Test
    void nothingWaitsForMoreThanTwoIntervals() {
        long number = add("a");
        timer.remove().run();
        assertThat(delivered).isEmpty();
        timer.remove().run();
        assertThat(delivered).containsExactly("a 0-0");

        delivery.onEntry(number, "5-0", NOTHING);
        timer.remove().run();

        assertThat(delivered).as("not once more").containsExactly("a 0-0");
        assertThat(timer).as("timers").isEmpty();
    }

    /** A client with the offset of the other event would get ours once more. */
    @Test
    void othersHaveNoOffsetWhileAnEventThatIsOutMayStillBeAppended() {
        long number = add("own");
        timer.remove().run();
        timer.remove().run();
        assertThat(asked).isEqualTo(1);
        assertThat(takesTurn()).isFalse();

        delivery.onForeignEntry("5-0", offset -> delivered.add("other " + offset), NOTHING);
        delivery.onEntry(number, "5-1", NOTHING);
        delivery.onForeignEntry("5-2", offset -> delivered.add("other " + offset), NOTHING);

        assertThat(delivered).containsExactly("own 0-0", "other 0-0", "other 5-2");
        assertThat(takesTurn()).isTrue();
        assertThat(delivery.withoutEntry()).isZero();
    }

    @Test
    void anEntryThatStandsForNoEventShowsThatNothingIsToCome() {
        delivery.onFailure(add("a"), true);
        assertThat(takesTurn()).isFalse();

        delivery.onEntry(delivery.takeNumber(), "5-0", NOTHING);

        assertThat(takesTurn()).isTrue();
        delivery.onForeignEntry("5-1", offset -> delivered.add("other " + offset), NOTHING);
        assertThat(delivered).containsExactly("a 0-0", "other 5-1");
    }

    @Test
    void anEventThatWasRefusedHasNoEntry() {
        delivery.onFailure(add("a"), false);

        delivery.onForeignEntry("5-0", offset -> delivered.add("other " + offset), NOTHING);

        assertThat(delivered).containsExactly("a 0-0", "other 5-0");
        assertThat(delivery.withoutEntry()).isEqualTo(1);
    }

    @Test
    void whatNeedsNoOffsetKeepsItsTurn() {
        long number = add("a");
        delivery.addReady(() -> delivered.add("volatile"));
        assertThat(delivered).isEmpty();

        delivery.onEntry(number, "5-0", NOTHING);

        assertThat(delivered).containsExactly("a 5-0", "volatile");
    }

    @Test
    void aDeliveryThatThrowsHarmsNoOther() {
        delivery.onForeignEntry(
                "5-0",
                offset -> {
                    throw new IllegalArgumentException("cannot be encoded");
                },
                NOTHING);
        delivery.onForeignEntry("5-1", offset -> delivered.add("next"), NOTHING);

        assertThat(delivered).containsExactly("next");
    }
}
