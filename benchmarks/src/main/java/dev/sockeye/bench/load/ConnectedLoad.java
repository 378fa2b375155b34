package dev.sockeye.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A load on WebSocket clients that stay connected while it is measured. */
abstract class ConnectedLoad extends CountedLoad {

    /** Connections that are being opened at the same time. */
    private static final int OPENING_AT_ONCE = 64;

    final LoadLoop loop;
    final List<Client> clients = new ArrayList<>();
    private final int port;
    private final int count;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private int ready;
    private boolean closing;

    ConnectedLoad(LoadLoop loop, int port, int count) {
        this.loop = loop;
        this.port = port;
        this.count = count;
    }

    /** A client of this load. */
    abstract class Client extends WebSocketClient {

        Client() {}

        Client(String connect) {
            super(connect);
        }

        @Override
        void onReady() {
            ready();
        }

        /** This client has what it needs. */
        final void ready() {
            ready++;
            if (ready == count) {
                opened.complete(null);
            } else {
                openNext();
            }
        }

        @Override
        final void onClosed(State state) {
            if (!closing) {
                onFailure("connection lost while " + state);
            }
        }

        @Override
        final void onFailure(String what) {
            progress.fail(what);
            opened.completeExceptionally(new IllegalStateException(what));
        }
    }

    abstract Client newClient(int index);

    /** Begins on the loop. */
    abstract void begin();

    @Override
    public final CompletableFuture<Void> open() {
        loop.loop().execute(() -> {
            for (int i = 0; i < OPENING_AT_ONCE; i++) {
                openNext();
            }
        });
        return opened;
    }

    private void openNext() {
        if (clients.size() < count) {
            Client client = newClient(clients.size());
            clients.add(client);
            loop.connect(port, client, cause -> client.onFailure(cause.toString()));
        }
    }

    @Override
    public final void start() {
        progress.start();
        loop.loop().execute(this::begin);
    }

    @Override
    public final void close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        loop.loop().execute(() -> {
            closing = true;
            clients.forEach(WebSocketClient::abort);
            closed.complete(null);
        });
        closed.join();
    }
}
