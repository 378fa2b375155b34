package dev.sockeye.socketio.internal.parser;

import org.jspecify.annotations.Nullable;

/** An argument as it arrived, to be passed on without being read. Immutable. */
sealed interface RawArgument permits RawJson, RawMessagePack {
    /** The argument as data. */
    @Nullable
    Object value();
}
