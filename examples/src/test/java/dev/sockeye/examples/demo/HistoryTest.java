package dev.sockeye.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private final History history = new History();

    @Test
    void aRoomRemembersItsOwnMessagesInOrder() {
        Message first = Message.of("lobby", "ann", "1");
        Message second = Message.of("lobby", "bob", "2");
        history.add(first);
        history.add(Message.of("tea", "ann", "3"));
        history.add(second);
        assertThat(history.of("lobby")).containsExactly(first, second);
        assertThat(history.of("nowhere")).isEmpty();
    }

    @Test
    void onlyTheLastMessagesOfARoomAreKept() {
        IntStream.rangeClosed(0, History.MESSAGES_PER_ROOM)
                .forEach(i -> history.add(Message.of("lobby", "ann", "" + i)));
        assertThat(history.of("lobby")).hasSize(History.MESSAGES_PER_ROOM);
        assertThat(history.of("lobby").get(0).text()).isEqualTo("1");
    }

    @Test
    void theRoomThatWasUsedLeastRecentlyIsForgottenFirst() {
        IntStream.range(0, History.MAX_ROOMS).forEach(i -> history.add(Message.of("room" + i, "ann", "x")));
        history.add(Message.of("room0", "ann", "y"));
        history.add(Message.of("one-more", "ann", "z"));
        assertThat(history.of("room1")).isEmpty();
        assertThat(history.of("room0")).hasSize(2);
        assertThat(history.of("one-more")).hasSize(1);
    }
}
