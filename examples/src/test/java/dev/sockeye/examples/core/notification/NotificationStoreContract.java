package dev.sockeye.examples.core.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every store promises. */
abstract class NotificationStoreContract {
    abstract NotificationStore store();

    @Test
    void nobodyHasNotificationsAtFirst() throws Exception {
        assertThat(await(store().load("nobody"))).isEqualTo(new Inbox(List.of(), List.of()));
    }

    @Test
    void whatIsStoredIsUnreadInOrderOfTimeAndOnlyForItsReceiver() throws Exception {
        assertThat(await(store().add("ann", notification("1", 10)))).isTrue();
        assertThat(await(store().add("ann", notification("2", 20)))).isTrue();
        assertThat(await(store().load("ann")))
                .isEqualTo(new Inbox(List.of(notification("1", 10), notification("2", 20)), List.of()));
        assertThat(await(store().load("bob")).unread()).isEmpty();
    }

    @Test
    void storingTheSameIdAgainChangesNothingEvenOnceItIsRead() throws Exception {
        await(store().add("cem", notification("1", 10)));
        assertThat(await(store().add("cem", notification("1", 99)))).isTrue();
        assertThat(await(store().load("cem")).unread()).containsExactly(notification("1", 10));
        await(store().markRead("cem", List.of("1")));
        assertThat(await(store().add("cem", notification("1", 99)))).isTrue();
        assertThat(await(store().load("cem"))).isEqualTo(new Inbox(List.of(), List.of(notification("1", 10))));
    }

    @Test
    void markingAsReadMovesWhatWasUnreadAndCountsIt() throws Exception {
        await(store().add("dee", notification("1", 10)));
        await(store().add("dee", notification("2", 20)));
        assertThat(await(store().markRead("dee", List.of("1", "unknown")))).isEqualTo(1);
        assertThat(await(store().markRead("dee", List.of("1")))).isZero();
        assertThat(await(store().load("dee")))
                .isEqualTo(new Inbox(List.of(notification("2", 20)), List.of(notification("1", 10))));
    }

    @Test
    void oneUnreadNotificationTooManyIsRefusedAndNothingOfItStored() throws Exception {
        for (int i = 0; i < NotificationStore.MAX_UNREAD; i++) {
            assertThat(await(store().add("eve", notification("n" + i, i)))).isTrue();
        }
        assertThat(await(store().add("eve", notification("more", 5000)))).isFalse();
        assertThat(await(store().load("eve")).unread()).hasSize(NotificationStore.MAX_UNREAD);
        await(store().markRead("eve", List.of("n0")));
        assertThat(await(store().add("eve", notification("more", 5000)))).isTrue();
    }

    @Test
    void onlyTheNewestReadOnesAreKept() throws Exception {
        for (int i = 0; i <= NotificationStore.KEPT_READ; i++) {
            await(store().add("fay", notification("n" + i, i)));
            await(store().markRead("fay", List.of("n" + i)));
        }
        List<Notification> read = await(store().load("fay")).read();
        assertThat(read).hasSize(NotificationStore.KEPT_READ);
        assertThat(read.get(0)).isEqualTo(notification("n1", 1));
    }

    static Notification notification(String id, long time) {
        return new Notification(id, "sender", Map.of("text", "hello \"" + id + "\"", "n", 1), time);
    }

    static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
    }
}
