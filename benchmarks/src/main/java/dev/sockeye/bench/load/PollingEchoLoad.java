package dev.sockeye.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Polling clients that post an event and fetch its echo; a unit is one POST and the GET (or GETs) for the reply. */
public final class PollingEchoLoad implements Load {

    private static final String TARGET = "/socket.io/?EIO=4&transport=polling";

    /** Seconds between the echoes of a client that waits for its round; who does not poll loses its session. */
    private static final int KEEP_ALIVE = 8;

    private static final char RECORD_SEPARATOR = 0x1e;

    private final LoadLoop loop;
    private final int port;
    private final int count;
    private final String packet;
    private final Progress progress = new Progress();
    private final List<PollingClient> clients = new ArrayList<>();
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private int ready;
    private @Nullable Future<?> keepAlive;

    public PollingEchoLoad(LoadLoop loop, int port, int connections, int length) {
        this.loop = loop;
        this.port = port;
        this.count = connections;
        this.packet = "42[\"echo\"," + Payloads.string(length, 'A') + "]";
    }

    @Override
    public CompletableFuture<Void> open() {
        loop.loop().execute(() -> {
            for (int i = 0; i < count; i++) {
                PollingClient client = new PollingClient();
                clients.add(client);
                client.open();
            }
        });
        return opened;
    }

    @Override
    public void start() {
        progress.start();
        loop.loop().execute(() -> clients.forEach(PollingClient::request));
    }

    @Override
    public void stop() {
        progress.stop();
    }

    @Override
    public boolean isQuiet() {
        return progress.isQuiet();
    }

    @Override
    public long units() {
        return progress.units();
    }

    @Override
    public Optional<String> failure() {
        return progress.failure();
    }

    @Override
    public void close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        loop.loop().execute(() -> {
            Future<?> timer = keepAlive;
            if (timer != null) {
                timer.cancel(false);
            }
            clients.forEach(HttpConnection::close);
            closed.complete(null);
        });
        closed.join();
    }

    private final class PollingClient extends HttpConnection {

        private String target = TARGET;
        private ByteBuf get = Unpooled.EMPTY_BUFFER;
        private ByteBuf post = Unpooled.EMPTY_BUFFER;
        private ByteBuf pong = Unpooled.EMPTY_BUFFER;
        private boolean busy;

        PollingClient() {
            super(loop, port);
        }

        void open() {
            send(get(TARGET), this::onHandshake);
        }

        private void onHandshake(String body) {
            target = TARGET + "&sid=" + Sids.of(body);
            get = reusable(get(target));
            post = reusable(post(target, packet));
            pong = reusable(post(target, "3"));
            send(post(target, "40"), ok -> send(get, this::onNamespace));
        }

        private void onNamespace(String body) {
            if (!body.startsWith("40{")) {
                onFailure("received " + body + " (expected: 40{...})");
                return;
            }
            ready++;
            if (ready == count) {
                keepAlive = loop.loop()
                        .scheduleWithFixedDelay(
                                () -> clients.forEach(PollingClient::request),
                                KEEP_ALIVE,
                                KEEP_ALIVE,
                                TimeUnit.SECONDS);
                opened.complete(null);
            }
        }

        void request() {
            if (!busy) {
                busy = true;
                progress.addOutstanding(1);
                send(post, this::onPosted);
            }
        }

        private void onPosted(String body) {
            if (!body.equals("ok")) {
                onFailure("POST answered with " + body);
            }
            send(get, this::onPoll);
        }

        private void onPoll(String body) {
            if (body.equals(packet)) {
                onEcho();
            } else if (body.equals("2")) {
                send(pong, ok -> send(get, this::onPoll));
            } else if (body.equals("2" + RECORD_SEPARATOR + packet) || body.equals(packet + RECORD_SEPARATOR + "2")) {
                send(pong, ok -> onEcho());
            } else {
                onFailure("received " + body + " (expected: " + packet + ")");
            }
        }

        private void onEcho() {
            busy = false;
            progress.done(1);
            progress.addOutstanding(-1);
            if (progress.isRunning()) {
                request();
            }
        }

        @Override
        void onFailure(String what) {
            progress.fail(what);
            opened.completeExceptionally(new IllegalStateException(what));
        }
    }
}
