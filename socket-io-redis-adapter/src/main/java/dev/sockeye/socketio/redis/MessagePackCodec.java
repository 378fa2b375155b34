package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.protocol.MessagePack;
import dev.sockeye.socketio.protocol.PacketFormatException;
import org.jspecify.annotations.Nullable;

/** MessagePack. Thread-safe. */
final class MessagePackCodec implements RedisMessageCodec {
    static final MessagePackCodec INSTANCE = new MessagePackCodec();

    private MessagePackCodec() {}

    @Override
    public byte[] encode(Object data) {
        return MessagePack.encode(data);
    }

    @Override
    public @Nullable Object decode(byte[] message) throws PacketFormatException {
        return MessagePack.decode(message);
    }
}
