package dev.sockeye.socketio.internal.namespace;

import dev.sockeye.socketio.BroadcastTimeoutException;
import dev.sockeye.socketio.ResponseListener;
import dev.sockeye.socketio.adapter.Adapter;
import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.internal.socket.SocketContext;
import dev.sockeye.socketio.internal.socket.Timers;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Collects the acknowledgements of one broadcast: complete when every server has said how many clients it asked, and as
 * many have answered. Thread-safe.
 */
final class BroadcastCall {
    private final SocketContext context;
    private final ResponseListener listener;
    private final long timeoutMillis;
    private final CompletableFuture<List<@Nullable Object>> future = new CompletableFuture<>();

    // Guarded by this.
    private final List<@Nullable Object> responses = new ArrayList<>();
    private int servers = -1;
    private int serversAnswered;
    private int clients;
    private boolean finished;
    private Timers.@Nullable Timer timer;

    BroadcastCall(SocketContext context, ResponseListener listener, Duration timeout) {
        this.context = context;
        this.listener = listener;
        this.timeoutMillis = timeout.toMillis();
    }

    CompletableFuture<List<@Nullable Object>> future() {
        return future;
    }

    void start(Adapter adapter, SocketPacket.Event packet, BroadcastOptions options) {
        synchronized (this) {
            timer = context.timers().schedule(context.handlers()::execute, timeoutMillis, this::onTimeout);
        }
        try {
            adapter.broadcastWithAck(packet, options, this::onServer, this::onResponse);
        } catch (RuntimeException e) {
            finish();
            throw e;
        }
        if (options.flags().local()) {
            onServerCount(1);
        } else {
            adapter.serverCount().whenComplete((count, error) -> {
                if (error == null) {
                    onServerCount(count);
                }
            });
        }
    }

    private void onServerCount(int count) {
        synchronized (this) {
            servers = count;
        }
        completeIfDone();
    }

    private void onServer(int clientCount) {
        synchronized (this) {
            serversAnswered++;
            clients += clientCount;
        }
        completeIfDone();
    }

    private void onResponse(@Nullable Object response) {
        synchronized (this) {
            if (finished) {
                return;
            }
            responses.add(response);
        }
        try {
            listener.onResponse(response);
        } catch (RuntimeException e) {
            context.errors().report("a listener of responses", e);
        }
        completeIfDone();
    }

    private void completeIfDone() {
        synchronized (this) {
            if (finished || serversAnswered != servers || responses.size() < clients) {
                return;
            }
        }
        if (finish()) {
            context.handlers().execute(() -> future.complete(Collections.unmodifiableList(responses)));
        }
    }

    private void onTimeout() {
        if (finish()) {
            future.completeExceptionally(new BroadcastTimeoutException(responses));
        }
    }

    /** Whether it was this call that finished; the responses do not change afterwards. */
    private synchronized boolean finish() {
        if (finished) {
            return false;
        }
        finished = true;
        if (timer != null) {
            timer.cancel();
        }
        return true;
    }
}
