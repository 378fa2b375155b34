package dev.sockeye.socketio.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.socketio.Socket;
import dev.sockeye.testsupport.Proves;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Joins and leaves of many threads while clients come and go. */
final class ChurnStressTest {
    private static final int ROOMS = 5;
    private static final int SLOTS = 8;
    private static final int CYCLES = 20_000;
    private static final int STEPS_PER_CYCLE = 30;
    private static final long SEED = 7;

    @Test
    @Proves("S63")
    void noRoomKeepsASocketThatHasLeftAndEventsOfRoomsMakeSense() throws Exception {
        try (TestServer server = new TestServer()) {
            ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
            server.main.onRoom(new ToldRooms(told));
            AtomicReferenceArray<Socket> sockets = new AtomicReferenceArray<>(SLOTS);
            AtomicBoolean stop = new AtomicBoolean();
            Semaphore steps = new Semaphore(0); // what is told is kept: no more on a machine that is slow
            List<Throwable> failures = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                SplittableRandom random = new SplittableRandom(SEED + t);
                Thread thread = new Thread(() -> churn(sockets, steps, stop, random));
                thread.setUncaughtExceptionHandler((dead, error) -> {
                    synchronized (failures) {
                        failures.add(error);
                    }
                });
                threads.add(thread);
                thread.start();
            }
            FakeSession[] sessions = new FakeSession[SLOTS];
            SplittableRandom random = new SplittableRandom(SEED - 1);
            for (int i = 0; i < CYCLES; i++) {
                int slot = random.nextInt(SLOTS);
                if (sessions[slot] != null) {
                    sessions[slot].end(CloseReason.TRANSPORT_CLOSE, "");
                }
                sessions[slot] = server.session();
                String id = server.join(sessions[slot], "");
                sockets.set(slot, server.main.socket(id).orElseThrow());
                server.main.to("room 1").to("room 2").emit("e");
                server.run();
                steps.release(STEPS_PER_CYCLE);
            }
            stop.set(true);
            steps.release(threads.size());
            for (Thread thread : threads) {
                thread.join();
            }
            for (FakeSession session : sessions) {
                session.end(CloseReason.TRANSPORT_CLOSE, "");
            }
            assertThat(failures).isEmpty();
            assertThat(server.main.rooms()).isEmpty();
            assertThat(server.main.sockets()).isEmpty();
            checkOrder(told);
        }
    }

    /** The long form: {@code -Dchurn.cycles=1000000}. */
    @Test
    @Timeout(600)
    void connectingJoiningEmittingAndLeavingKeepsNothing() {
        int cycles = Integer.getInteger("churn.cycles", 20_000);
        try (TestServer server = new TestServer()) {
            cycle(server, cycles / 10);
            long before = usedHeap();
            cycle(server, cycles);
            assertThat(server.main.rooms()).isEmpty();
            assertThat(server.main.sockets()).isEmpty();
            assertThat(usedHeap() - before)
                    .as("bytes of heap after %d cycles", cycles)
                    .isLessThan(2_000_000);
        }
    }

    private static void cycle(TestServer server, int cycles) {
        for (int i = 0; i < cycles; i++) {
            FakeSession session = server.session();
            Socket socket = server.main.socket(server.join(session, "")).orElseThrow();
            socket.join("room " + i % ROOMS);
            socket.emit("own", i);
            server.main.to("room " + i % ROOMS).emit("all", i);
            server.run();
            session.end(CloseReason.TRANSPORT_CLOSE, "");
            server.run();
        }
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void churn(
            AtomicReferenceArray<Socket> sockets, Semaphore steps, AtomicBoolean stop, SplittableRandom random) {
        while (!stop.get()) {
            steps.acquireUninterruptibly();
            Socket socket = sockets.get(random.nextInt(SLOTS));
            if (socket != null) {
                String room = "room " + random.nextInt(ROOMS);
                if (random.nextBoolean()) {
                    socket.join(room);
                } else {
                    socket.leave(room);
                }
            }
        }
    }

    /** A room is created before it is joined, has members until it is deleted, and nobody joins or leaves twice. */
    private static void checkOrder(Iterable<String> told) {
        Map<String, List<String>> members = new HashMap<>();
        for (String event : told) {
            String[] words = event.split(" (?=[^ ]*$)");
            String kind = event.substring(0, event.indexOf(' '));
            if (kind.equals("create")) {
                assertThat(members.put(event.substring(7), new ArrayList<>()))
                        .as(event)
                        .isNull();
            } else if (kind.equals("delete")) {
                assertThat(members.remove(event.substring(7))).as(event).isEmpty();
            } else {
                String room = words[0].substring(kind.length() + 1);
                List<String> present = members.get(room);
                assertThat(present).as(event).isNotNull();
                if (kind.equals("join")) {
                    assertThat(present).as(event).doesNotContain(words[1]);
                    present.add(words[1]);
                } else {
                    assertThat(present.remove(words[1])).as(event).isTrue();
                }
            }
        }
        assertThat(members).isEmpty();
    }
}
