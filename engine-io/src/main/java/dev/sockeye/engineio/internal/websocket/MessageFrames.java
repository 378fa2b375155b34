package dev.sockeye.engineio.internal.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sockeye.engineio.internal.websocket.codec.Deflation;
import dev.sockeye.engineio.internal.websocket.codec.Frames;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.engineio.protocol.OutgoingMessage.FrameFormat;
import dev.sockeye.engineio.protocol.PacketType;
import dev.sockeye.engineio.transport.OutgoingPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Base64;

/**
 * Writes packets as WebSocket frames. A message with its attachments becomes one contiguous buffer, and so one write.
 * Engine.IO protocol v4, "Packet encoding / WebSocket".
 */
final class MessageFrames {
    private static final byte[] BASE64_V4 = "b".getBytes(US_ASCII);
    private static final byte[] BASE64_V3 = "b4".getBytes(US_ASCII);
    private static final byte V3_MESSAGE = 4;

    private MessageFrames() {}

    /** A packet that is no message. */
    static ByteBuf control(ByteBufAllocator allocator, OutgoingPacket packet) {
        int length = 1 + packet.data().length;
        ByteBuf out = allocator.buffer(Frames.headerBytes(length) + length);
        Frames.writeTextHeader(out, length);
        return out.writeByte(packet.type().digit()).writeBytes(packet.data());
    }

    /** A message with its attachments. */
    static ByteBuf message(ByteBufAllocator allocator, OutgoingMessage message, FrameFormat format) {
        ByteBuf out = allocator.buffer(size(message, format));
        if (message.isText()) {
            writeText(message.head(), out);
        } else {
            writeBinary(message.head(), format, out);
        }
        for (int i = 0; i < message.attachmentCount(); i++) {
            writeBinary(message.attachment(i), format, out);
        }
        return out;
    }

    private static int size(OutgoingMessage message, FrameFormat format) {
        int bytes = message.isText() ? textSize(message.head()) : binarySize(message.head(), format);
        for (int i = 0; i < message.attachmentCount(); i++) {
            bytes += binarySize(message.attachment(i), format);
        }
        return bytes;
    }

    private static int textSize(byte[] utf8) {
        return Frames.headerBytes(1 + utf8.length) + 1 + utf8.length;
    }

    private static int binarySize(byte[] data, FrameFormat format) {
        int payload = binaryPayloadSize(data, format);
        return Frames.headerBytes(payload) + payload;
    }

    private static int binaryPayloadSize(byte[] data, FrameFormat format) {
        return switch (format) {
            case V4 -> data.length;
            case V3 -> 1 + data.length;
            case V4_BASE64 -> BASE64_V4.length + (data.length + 2) / 3 * 4;
            case V3_BASE64 -> BASE64_V3.length + (data.length + 2) / 3 * 4;
        };
    }

    private static void writeText(byte[] utf8, ByteBuf out) {
        Frames.writeTextHeader(out, 1 + utf8.length);
        out.writeByte(PacketType.MESSAGE.digit()).writeBytes(utf8);
    }

    private static void writeBinary(byte[] data, FrameFormat format, ByteBuf out) {
        int payload = binaryPayloadSize(data, format);
        if (isBase64(format)) {
            Frames.writeTextHeader(out, payload);
        } else {
            Frames.writeBinaryHeader(out, payload);
        }
        writeBinaryPayload(data, format, out);
    }

    private static boolean isBase64(FrameFormat format) {
        return format == FrameFormat.V4_BASE64 || format == FrameFormat.V3_BASE64;
    }

    private static void writeBinaryPayload(byte[] data, FrameFormat format, ByteBuf out) {
        switch (format) {
            case V4 -> out.writeBytes(data);
            case V3 -> out.writeByte(V3_MESSAGE).writeBytes(data);
            case V4_BASE64 ->
                out.writeBytes(BASE64_V4).writeBytes(Base64.getEncoder().encode(data));
            case V3_BASE64 ->
                out.writeBytes(BASE64_V3).writeBytes(Base64.getEncoder().encode(data));
        }
    }

    /** A message with its attachments, each part compressed if it is long enough. */
    static ByteBuf compressed(
            ByteBufAllocator allocator, OutgoingMessage message, FrameFormat format, Deflation deflation) {
        ByteBuf out = allocator.buffer();
        if (message.isText()) {
            ByteBuf payload = allocator.buffer(1 + message.head().length);
            payload.writeByte(PacketType.MESSAGE.digit()).writeBytes(message.head());
            writeCompressed(allocator, payload, true, deflation, out);
        } else {
            writeCompressedBinary(allocator, message.head(), format, deflation, out);
        }
        for (int i = 0; i < message.attachmentCount(); i++) {
            writeCompressedBinary(allocator, message.attachment(i), format, deflation, out);
        }
        return out;
    }

    private static void writeCompressedBinary(
            ByteBufAllocator allocator, byte[] data, FrameFormat format, Deflation deflation, ByteBuf out) {
        ByteBuf payload = allocator.buffer(binaryPayloadSize(data, format));
        writeBinaryPayload(data, format, payload);
        writeCompressed(allocator, payload, isBase64(format), deflation, out);
    }

    private static void writeCompressed(
            ByteBufAllocator allocator, ByteBuf payload, boolean text, Deflation deflation, ByteBuf out) {
        try {
            if (!deflation.isWorthwhile(payload.readableBytes())) {
                if (text) {
                    Frames.writeTextHeader(out, payload.readableBytes());
                } else {
                    Frames.writeBinaryHeader(out, payload.readableBytes());
                }
                out.writeBytes(payload);
                return;
            }
            ByteBuf frame = allocator.buffer(Frames.MAX_HEADER_BYTES + payload.readableBytes() / 2);
            try {
                Frames.reserveHeader(frame);
                deflation.deflate(payload, frame);
                if (text) {
                    Frames.prependCompressedTextHeader(frame);
                } else {
                    Frames.prependCompressedBinaryHeader(frame);
                }
                out.writeBytes(frame);
            } finally {
                frame.release();
            }
        } finally {
            payload.release();
        }
    }
}
