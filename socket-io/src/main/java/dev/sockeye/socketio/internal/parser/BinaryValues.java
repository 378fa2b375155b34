package dev.sockeye.socketio.internal.parser;

import java.nio.ByteBuffer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Keeps binary values out of the text: {@code byte[]} and {@code ByteBuffer} become embedded objects among the tokens,
 * which a parser then lifts out.
 */
final class BinaryValues {
    private BinaryValues() {}

    static SimpleModule module() {
        return new SimpleModule("sockeye-binary")
                .addSerializer(byte[].class, new Bytes())
                .addSerializer(ByteBuffer.class, new Buffer());
    }

    /** What is between position and limit, as a copy. */
    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static final class Bytes extends StdSerializer<byte[]> {
        Bytes() {
            super(byte[].class);
        }

        @Override
        public void serialize(byte[] value, JsonGenerator generator, SerializationContext context) {
            generator.writeEmbeddedObject(value);
        }
    }

    private static final class Buffer extends StdSerializer<ByteBuffer> {
        Buffer() {
            super(ByteBuffer.class);
        }

        @Override
        public void serialize(ByteBuffer value, JsonGenerator generator, SerializationContext context) {
            generator.writeEmbeddedObject(bytes(value));
        }
    }
}
