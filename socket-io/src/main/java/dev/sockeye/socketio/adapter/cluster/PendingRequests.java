package dev.sockeye.socketio.adapter.cluster;

import dev.sockeye.socketio.adapter.ClusterTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The requests that wait for answers of other servers; each ends, at the latest, with its timeout. Thread-safe. */
final class PendingRequests {
    private final Map<String, Request> requests = new ConcurrentHashMap<>();
    private final ScheduledExecutorService scheduler;

    PendingRequests(ScheduledExecutorService scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Starts to wait.
     *
     * @param first what this server has to say itself
     * @param expected the number of servers that will answer
     */
    CompletableFuture<List<@Nullable Object>> open(
            String requestId, Collection<?> first, int expected, Duration timeout) {
        Request request = new Request(first, expected);
        requests.put(requestId, request);
        Future<?> timer =
                scheduler.schedule(() -> fail(requestId, "timeout reached"), timeout.toMillis(), TimeUnit.MILLISECONDS);
        // The caller is told when the request is no longer here.
        return request.result.whenComplete((answers, failure) -> {
            requests.remove(requestId);
            timer.cancel(false);
        });
    }

    /** Takes the answer of one server; unknown requests are ignored, and so is a second answer of the same server. */
    void answer(String requestId, String uid, Collection<?> answers) {
        Request request = requests.get(requestId);
        if (request != null) {
            request.answer(uid, answers);
        }
    }

    /** Ends a request before all servers answered. */
    void fail(String requestId, String reason) {
        Request request = requests.get(requestId);
        if (request != null) {
            request.fail(reason);
        }
    }

    /** Ends all requests. */
    void failAll(String reason) {
        requests.keySet().forEach(requestId -> fail(requestId, reason));
    }

    /** Stops waiting for a server that is gone. */
    void forget(String uid) {
        requests.values().forEach(request -> request.forget(uid));
    }

    boolean contains(String requestId) {
        return requests.containsKey(requestId);
    }

    int size() {
        return requests.size();
    }

    /** One request. Thread-safe; completed outside of its lock. */
    private static final class Request {
        final CompletableFuture<List<@Nullable Object>> result = new CompletableFuture<>();

        private final List<@Nullable Object> answers;
        private final Set<String> answered = new HashSet<>();
        private int expected;
        private int current;

        Request(Collection<?> first, int expected) {
            this.answers = new ArrayList<>(first);
            this.expected = expected;
        }

        void answer(String uid, Collection<?> more) {
            synchronized (this) {
                if (!uid.isEmpty() && !answered.add(uid)) {
                    return;
                }
                current++;
                answers.addAll(more);
                if (current < expected) {
                    return;
                }
            }
            complete();
        }

        void forget(String uid) {
            synchronized (this) {
                if (!answered.add(uid) || --expected > current) {
                    return;
                }
            }
            complete();
        }

        void fail(String reason) {
            ClusterTimeoutException failure;
            synchronized (this) {
                failure = new ClusterTimeoutException(
                        reason + ": only " + current + " responses received out of " + expected, answers);
            }
            result.completeExceptionally(failure);
        }

        private void complete() {
            List<@Nullable Object> all;
            synchronized (this) {
                all = new ArrayList<>(answers);
            }
            result.complete(all);
        }
    }
}
