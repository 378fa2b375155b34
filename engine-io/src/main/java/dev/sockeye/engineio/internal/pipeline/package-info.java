/**
 * From a channel's bytes to sessions: the only place that knows transports and sessions both. Start at {@link
 * EngineHttpHandler}, then {@link RequestDispatcher}.
 */
@NullMarked
package dev.sockeye.engineio.internal.pipeline;

import org.jspecify.annotations.NullMarked;
