/**
 * Engine.IO packets and their encodings, pure: bytes in, values out, no channels and no threads.
 *
 * <p>Start reading at {@link dev.sockeye.engineio.protocol.PacketType}; {@link
 * dev.sockeye.engineio.protocol.OutgoingMessage} is what the layers above hand down to be written.
 */
@NullMarked
package dev.sockeye.engineio.protocol;

import org.jspecify.annotations.NullMarked;
