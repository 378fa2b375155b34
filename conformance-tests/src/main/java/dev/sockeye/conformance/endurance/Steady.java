package dev.sockeye.conformance.endurance;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.RawConnection;
import dev.sockeye.testsupport.wire.ClientFrames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Long-lived clients that send numbered events at a steady rate and check that each comes back, once and in order. They
 * wait while too much is on its way. Thread-safe.
 */
final class Steady implements AutoCloseable {
    private static final int TICK_MILLIS = 20;
    private static final int MOST_ON_THE_WAY = 500;

    private final List<Client> clients = new ArrayList<>();
    private final Thread sender;
    private final double perTick;
    private volatile boolean paused = true;
    private volatile boolean ended;

    /** One connection. */
    private static final class Client {
        private final String name;
        private final RawConnection connection;
        private final AtomicLong received = new AtomicLong();
        private long sent;
        private volatile String trouble = "";
        private volatile boolean closing;

        Client(String name, RawConnection connection) throws IOException {
            this.name = name;
            this.connection = connection.text("42[\"stay\",\"" + name + "\"]");
            Thread reader = new Thread(this::read, "steady-reader");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try {
                while (true) {
                    String message = connection.message();
                    long next = received.get();
                    if (!message.startsWith("42[\"echo\"," + next + ",")) {
                        trouble = message.substring(0, Math.min(40, message.length())) + " instead of " + next;
                        return;
                    }
                    received.set(next + 1);
                }
            } catch (IOException e) {
                if (!closing) {
                    trouble = e.toString();
                }
            }
        }

        void send(int count, String filler) throws IOException {
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int i = 0; i < count && sent - received.get() < MOST_ON_THE_WAY; i++) {
                frames.writeBytes(ClientFrames.text("42[\"echo\"," + sent + ",\"" + filler + "\"]"));
                sent++;
            }
            connection.send(frames.toByteArray());
        }
    }

    Steady(int port, int count, long messagesPerSecond) throws IOException {
        Peer peer = new Peer(port);
        for (int i = 0; i < count; i++) {
            clients.add(new Client("client " + i, peer.joined().timeout(0)));
        }
        perTick = messagesPerSecond * TICK_MILLIS / 1000.0;
        sender = new Thread(this::send, "steady-sender");
        sender.setDaemon(true);
        sender.start();
    }

    private void send() {
        String filler = "x".repeat(64);
        long due = System.nanoTime();
        double owed = 0;
        int next = 0;
        try {
            while (!ended) {
                due += TICK_MILLIS * 1_000_000L;
                long wait = due - System.nanoTime();
                if (wait > 0) {
                    Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
                } else {
                    due = System.nanoTime(); // late: what was missed is not made up for
                }
                if (paused) {
                    continue;
                }
                owed += perTick;
                int all = (int) owed;
                owed -= all;
                for (int i = 0; i < clients.size(); i++) {
                    int share = all / clients.size() + (i < all % clients.size() ? 1 : 0);
                    sendTo(clients.get((next + i) % clients.size()), share, filler);
                }
                next++;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sendTo(Client client, int count, String filler) {
        if (count > 0 && client.trouble.isEmpty()) {
            try {
                client.send(count, filler);
            } catch (IOException e) {
                client.trouble = e.toString();
            }
        }
    }

    /** Sends from now on. */
    void resume() {
        paused = false;
    }

    /** Sends no more, and waits until all is back; returns whether that was so within 30 s. */
    boolean pause() throws InterruptedException {
        paused = true;
        Thread.sleep(3 * TICK_MILLIS);
        for (int i = 0; i < 300; i++) {
            if (clients.stream().allMatch(client -> client.received.get() == client.sent)) {
                return true;
            }
            Thread.sleep(100);
        }
        return false;
    }

    /** Messages that came back, each the next of its client. */
    long received() {
        return clients.stream().mapToLong(client -> client.received.get()).sum();
    }

    /** What went wrong, for each client that something went wrong for. */
    List<String> troubles() {
        return clients.stream()
                .filter(client -> !client.trouble.isEmpty())
                .map(client -> client.name + ": " + client.trouble)
                .toList();
    }

    @Override
    public void close() throws IOException {
        ended = true;
        for (Client client : clients) {
            client.closing = true;
            client.connection.close();
        }
    }
}
