package dev.sockeye.socketio.adapter.cluster;

import dev.sockeye.socketio.adapter.AdapterContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The base of adapters that cannot ask anyone how many servers there are: servers show by heartbeats that they live. One
 * that leaves, or is silent for longer than the timeout, is no longer waited for. Thread-safe.
 */
public abstract class HeartbeatClusterAdapter extends ClusterAdapter {
    /** Beats are counted instead of asking a clock: a server is gone after so many of ours without one of its own. */
    private final long maxSilentBeats;

    private final Duration interval;
    private final AtomicLong beats = new AtomicLong();
    /** When another server was last heard of, in beats of this one. */
    private final Map<String, Long> servers = new ConcurrentHashMap<>();

    private final List<Future<?>> timers = new ArrayList<>();

    /**
     * @param interval between heartbeats; 5 seconds in the reference
     * @param timeout after which a silent server is gone; 10 seconds in the reference
     */
    protected HeartbeatClusterAdapter(AdapterContext context, Duration interval, Duration timeout) {
        super(context);
        if (interval.isZero() || interval.isNegative() || timeout.compareTo(interval) < 0) {
            throw new IllegalArgumentException(
                    "interval: " + interval + ", timeout: " + timeout + " (expected: 0 < interval <= timeout)");
        }
        this.interval = interval;
        this.maxSilentBeats = (timeout.toMillis() + interval.toMillis() - 1) / interval.toMillis();
    }

    /** Asks who is there, and begins to beat. */
    @Override
    public CompletableFuture<Void> init() {
        doPublish(new ClusterMessage.InitialHeartbeat(uid(), sockets().namespace()));
        long millis = interval.toMillis();
        synchronized (timers) {
            timers.add(context().scheduler().scheduleWithFixedDelay(this::beat, millis, millis, TimeUnit.MILLISECONDS));
        }
        return CompletableFuture.completedFuture(null);
    }

    /** Says good-bye. */
    @Override
    public CompletableFuture<Void> close() {
        synchronized (timers) {
            timers.forEach(timer -> timer.cancel(false));
        }
        doPublish(new ClusterMessage.AdapterClose(uid(), sockets().namespace()));
        return super.close();
    }

    private void beat() {
        long now = beats.incrementAndGet();
        doPublish(new ClusterMessage.Heartbeat(uid(), sockets().namespace()));
        servers.forEach((server, last) -> {
            if (now - last > maxSilentBeats && servers.remove(server, last)) {
                forget(server);
            }
        });
    }

    @Override
    protected final CompletableFuture<Integer> doCountServers() {
        return CompletableFuture.completedFuture(1 + servers.size());
    }

    /** Every message shows that its sender lives. */
    @Override
    protected void onMessage(ClusterMessage message) {
        String sender = message.uid();
        if (sender.equals(uid()) || !message.namespace().equals(sockets().namespace())) {
            return;
        }
        if (message.type() == ClusterMessageType.ADAPTER_CLOSE) {
            servers.remove(sender);
            forget(sender);
            return;
        }
        if (!sender.isEmpty() && !sender.equals(EMITTER_UID)) {
            servers.put(sender, beats.get());
        }
        if (message.type() == ClusterMessageType.INITIAL_HEARTBEAT) {
            doPublish(new ClusterMessage.Heartbeat(uid(), sockets().namespace()));
        }
        super.onMessage(message);
    }
}
