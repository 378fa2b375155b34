/**
 * The parsers: Engine.IO messages become packets whose arguments are decoded when asked for, and packets become
 * messages with their attachments.
 *
 * <p>Start reading at {@link dev.sockeye.socketio.internal.parser.JsonPacketParser}.
 */
@NullMarked
package dev.sockeye.socketio.internal.parser;

import org.jspecify.annotations.NullMarked;
