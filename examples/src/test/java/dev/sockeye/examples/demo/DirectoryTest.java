package dev.sockeye.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.socketio.RemoteSocket;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DirectoryTest {
    @Test
    void aPersonCountsOnceInEachRoomHoweverManyTabsAreOpen() {
        Directory directory = Directory.of(List.of(
                tab("ann", "room:lobby", "room:tea", "user:ann", "socket-id"),
                tab("ann", "room:lobby", "user:ann"),
                tab("bob", "room:lobby", "user:bob")));
        assertThat(directory.members("lobby")).containsExactly("ann", "bob");
        assertThat(directory.members("tea")).containsExactly("ann");
        assertThat(directory.members("nowhere")).isEmpty();
        assertThat(directory.users()).containsExactly("ann", "bob");
        assertThat(directory.rooms())
                .containsExactly(
                        new Directory.Room("engineering", 0),
                        new Directory.Room("lobby", 2),
                        new Directory.Room("random", 0),
                        new Directory.Room("tea", 1));
    }

    @Test
    void aSocketThatHasNoNameYetIsLeftOut() {
        assertThat(Directory.of(List.of(tab(null, "room:lobby"))).users()).isEmpty();
    }

    private static RemoteSocket tab(String user, String... rooms) {
        return (RemoteSocket) Proxy.newProxyInstance(
                DirectoryTest.class.getClassLoader(),
                new Class<?>[] {RemoteSocket.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "rooms" -> Set.of(rooms);
                    case "data" -> user == null ? null : new Person(user);
                    default -> throw new AssertionError(method);
                });
    }
}
