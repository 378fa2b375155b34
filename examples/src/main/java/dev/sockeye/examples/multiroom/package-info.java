/**
 * A chat with many rooms over one process per core. Start reading at {@link
 * dev.sockeye.examples.multiroom.MultiRoomChat}.
 */
@NullMarked
package dev.sockeye.examples.multiroom;

import org.jspecify.annotations.NullMarked;
