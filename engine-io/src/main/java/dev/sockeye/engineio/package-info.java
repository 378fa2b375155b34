/**
 * What a user of the Engine.IO server alone needs: sessions, the handler of their messages, options and observers.
 *
 * <p>Requests and messages flow in through {@link dev.sockeye.engineio.EngineHandler}; messages flow out through {@link
 * dev.sockeye.engineio.EngineSession#send(String)}. The server itself is {@code
 * dev.sockeye.engineio.server.EngineIoServer}.
 */
@NullMarked
package dev.sockeye.engineio;

import org.jspecify.annotations.NullMarked;
