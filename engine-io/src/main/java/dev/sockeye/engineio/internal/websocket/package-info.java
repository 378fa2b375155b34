/** The WebSocket transport: frames in, packets out, and back. Start at {@link WebSocketTransport}. */
@NullMarked
package dev.sockeye.engineio.internal.websocket;

import org.jspecify.annotations.NullMarked;
