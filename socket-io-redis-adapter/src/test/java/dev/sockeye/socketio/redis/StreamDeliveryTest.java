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
    private final Deque<Runnable> timer = new ArrayDeque<>();
    private final StreamDelivery delivery = new StreamDelivery(timer::add);
    private final List<String> delivered = new ArrayList<>();

    private long add(String name) {
        return delivery.add(offset -> delivered.add(name + " " + offset));
    }

    @Test
    void anEventWaitsForItsEntry() {
        long number = add("a");
        assertThat(delivered).isEmpty();

        delivery.onEntry(number, "5-0");

        assertThat(delivered).containsExactly("a 5-0");
    }

    @Test
    void eventsOfOthersKeepTheirPlaceInTheStream() {
        long number = add("own");
        delivery.onForeignEntry(() -> delivered.add("other"));
        delivery.onEntry(number, "5-1");

        assertThat(delivered).containsExactly("other", "own 5-1");
    }

    @Test
    void anEventWithoutEntryComesBeforeThoseThatFollowIt() {
        add("a");
        long second = add("b");

        delivery.onEntry(second, "5-0");

        assertThat(delivered).containsExactly("a 0-0", "b 5-0");
    }

    @Test
    void aFailedEventDoesNotOvertake() {
        long first = add("a");
        long second = add("b");
        delivery.onFailure(second);
        assertThat(delivered).isEmpty();

        delivery.onEntry(first, "5-0");

        assertThat(delivered).containsExactly("a 5-0", "b 0-0");
    }

    @Test
    void nothingWaitsForMoreThanTwoIntervals() {
        long number = add("a");
        timer.remove().run();
        assertThat(delivered).isEmpty();
        timer.remove().run();
        assertThat(delivered).containsExactly("a 0-0");
        assertThat(timer).as("timers").isEmpty();

        delivery.onEntry(number, "5-0");

        assertThat(delivered).as("not once more").containsExactly("a 0-0");
    }

    @Test
    void whatNeedsNoOffsetKeepsItsTurn() {
        long number = add("a");
        delivery.addReady(() -> delivered.add("volatile"));
        assertThat(delivered).isEmpty();

        delivery.onEntry(number, "5-0");

        assertThat(delivered).containsExactly("a 5-0", "volatile");
    }

    @Test
    void aDeliveryThatThrowsHarmsNoOther() {
        delivery.onForeignEntry(() -> {
            throw new IllegalArgumentException("cannot be encoded");
        });
        delivery.onForeignEntry(() -> delivered.add("next"));

        assertThat(delivered).containsExactly("next");
    }
}
