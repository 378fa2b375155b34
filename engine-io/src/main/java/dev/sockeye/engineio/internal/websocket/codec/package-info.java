/**
 * RFC 6455 framing and RFC 7692 compression for the server side of a WebSocket, as pure code: no channels, no threads.
 *
 * <p>Bytes of the peer flow into {@link dev.sockeye.engineio.internal.websocket.codec.FrameReader} and come out as
 * messages at a {@link dev.sockeye.engineio.internal.websocket.codec.FrameListener}; {@link
 * dev.sockeye.engineio.internal.websocket.codec.Frames} turns payloads into frames to send. {@link
 * dev.sockeye.engineio.internal.websocket.codec.PerMessageDeflate} negotiates compression and creates the two halves of
 * it. Start reading at {@code FrameReader}.
 */
@NullMarked
package dev.sockeye.engineio.internal.websocket.codec;

import org.jspecify.annotations.NullMarked;
