/**
 * Writes data as Socket.IO servers exchange them: null, Boolean, Number, String, {@code byte[]}, {@code Instant}, and lists
 * and maps of them. {@link dev.sockeye.socketio.data.MessagePackWriter} takes all of it, {@link
 * dev.sockeye.socketio.data.JsonWriter} what is not binary. Needs nothing but the JDK.
 */
@NullMarked
package dev.sockeye.socketio.data;

import org.jspecify.annotations.NullMarked;
