package dev.sockeye.engineio;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Accepts or refuses handshakes, as {@code allowRequest} of the reference server. Asked for handshakes only, never for
 * later requests of a session nor for upgrades.
 *
 * <p>Called on an event loop; it must not block but may answer later.
 */
@FunctionalInterface
public interface HandshakePolicy {
    /** What the policy says. */
    record Decision(boolean accepted, Optional<String> message) {
        private static final Decision ACCEPT = new Decision(true, Optional.empty());
        private static final Decision REFUSE = new Decision(false, Optional.empty());

        /** Lets the client in. */
        public static Decision accept() {
            return ACCEPT;
        }

        /** Refuses with status 403 and the message {@code "Forbidden"}. */
        public static Decision refuse() {
            return REFUSE;
        }

        /** Refuses with status 403 and a message of one's own, which the client can read. */
        public static Decision refuse(String message) {
            return new Decision(false, Optional.of(message));
        }
    }

    /** Decides; an exception or a failed stage refuses. */
    CompletionStage<Decision> decide(HandshakeRequest request) throws Exception;

    /** Accepts what the predicate accepts. */
    static HandshakePolicy of(java.util.function.Predicate<HandshakeRequest> predicate) {
        return request ->
                CompletableFuture.completedFuture(predicate.test(request) ? Decision.accept() : Decision.refuse());
    }
}
