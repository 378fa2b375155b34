package dev.sockeye.socketio;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a client may have a namespace that does not exist yet. Called where {@link HandlerExecution} says; the stage
 * may complete on any thread.
 */
@FunctionalInterface
public interface NamespaceMatcher {
    /** Decides; {@code auth} is the auth object of the client as data. An exception or failure means no. */
    CompletionStage<Boolean> matches(String name, @Nullable Object auth) throws Exception;
}
