package dev.sockeye.conformance.wire;

import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An ordinary client that has nothing to do with the trouble and must not notice it. Owned by one thread. */
public final class Witness implements AutoCloseable {
    private final RawConnection connection;
    private final LinkedBlockingQueue<String> replies = new LinkedBlockingQueue<>();
    private volatile boolean gone;
    private int asked;

    private Witness(RawConnection connection) {
        this.connection = connection;
        Thread reader = new Thread(this::read, "witness");
        reader.setDaemon(true);
        reader.start();
    }

    /** Connects and joins the main namespace. */
    public static Witness of(int port) throws IOException {
        return new Witness(new Peer(port).joined().timeout(0));
    }

    private void read() {
        try {
            while (true) {
                String message = connection.message();
                if (message.startsWith("43")) {
                    replies.add(message);
                }
            }
        } catch (IOException e) {
            gone = true;
        }
    }

    /** Whether its connection has ended. */
    public boolean isGone() {
        return gone;
    }

    /** Sends an event and returns after how many milliseconds the acknowledgement was there. */
    public double echoMillis() throws IOException, InterruptedException {
        int id = asked++;
        long from = System.nanoTime();
        connection.text("42" + id + "[\"echo\",\"witness\"]");
        String wanted = "43" + id + "[\"witness\"]";
        String reply = replies.poll(RawConnection.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        if (!wanted.equals(reply)) {
            throw new IOException((gone ? "the witness has lost its connection: " : "") + reply + " for " + wanted);
        }
        return (System.nanoTime() - from) / 1e6;
    }

    /** The best of three echoes: what the server needs, on a machine that has other things to do as well. */
    public double bestEchoMillis() throws IOException, InterruptedException {
        return Math.min(echoMillis(), Math.min(echoMillis(), echoMillis()));
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
