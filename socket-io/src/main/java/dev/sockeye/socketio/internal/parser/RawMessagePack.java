package dev.sockeye.socketio.internal.parser;

import dev.sockeye.socketio.protocol.MessagePackReader;
import dev.sockeye.socketio.protocol.PacketFormatException;
import org.jspecify.annotations.Nullable;

/** An argument as it stands in the message that brought it: valid MessagePack. Immutable. */
final class RawMessagePack implements RawArgument {
    final byte[] bytes;
    final int begin;
    final int end;

    RawMessagePack(byte[] bytes, int begin, int end) {
        this.bytes = bytes;
        this.begin = begin;
        this.end = end;
    }

    @Override
    public @Nullable Object value() {
        try {
            return new MessagePackReader(bytes, begin, ParserLimits.DEEPEST).value();
        } catch (PacketFormatException e) {
            throw new IllegalStateException("was valid when it arrived", e);
        }
    }

    int length() {
        return end - begin;
    }

    @Override
    public String toString() {
        return "RawMessagePack(" + length() + " bytes)";
    }
}
