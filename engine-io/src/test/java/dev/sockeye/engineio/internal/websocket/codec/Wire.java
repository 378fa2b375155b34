package dev.sockeye.engineio.internal.websocket.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Bytes as a client puts them on the wire, and what a reader makes of them. */
final class Wire {
    static final int MASK = 0x37fa213d; // the key of the examples in RFC 6455, section 5.7

    private Wire() {}

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    /** A masked frame; {@code first} is its first byte: FIN, RSV and opcode. */
    static byte[] frame(int first, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
        frame.put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65536) {
            frame.put((byte) 0xFE).putShort((short) payload.length);
        } else {
            frame.put((byte) 0xFF).putLong(payload.length);
        }
        frame.putInt(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ MASK >>> 24 - 8 * (i % 4)));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    static byte[] text(String text) {
        return frame(0x81, utf8(text));
    }

    /** Everything that {@code wire}, in pieces, made of itself: one line per callback, at last {@code failed CODE}. */
    static List<String> events(FrameReader reader, Events events, byte[]... wire) {
        for (byte[] piece : wire) {
            ByteBuf in = Unpooled.wrappedBuffer(piece);
            try {
                reader.read(in);
            } catch (WebSocketException e) {
                events.lines.add("failed " + e.closeCode());
            }
            if (in.isReadable()) {
                events.lines.add("left bytes in the buffer");
            }
        }
        return events.lines;
    }

    /** As {@link #events(FrameReader, Events, byte[]...)} with a reader without extension. */
    static List<String> events(int maxMessageBytes, byte[]... wire) {
        Events events = new Events();
        return events(new FrameReader(maxMessageBytes, 16, null, events), events, wire);
    }

    static final class Events implements FrameListener {
        final List<String> lines = new ArrayList<>();

        @Override
        public void onText(byte[] utf8) {
            lines.add("text " + new String(utf8, StandardCharsets.UTF_8));
        }

        @Override
        public void onBinary(byte[] bytes) {
            lines.add("binary " + HexFormat.of().formatHex(bytes));
        }

        @Override
        public void onPing(byte[] bytes) {
            lines.add("ping " + HexFormat.of().formatHex(bytes));
        }

        @Override
        public void onPong(byte[] bytes) {
            lines.add("pong " + HexFormat.of().formatHex(bytes));
        }

        @Override
        public void onClose(int code, String reason) {
            lines.add("close " + code + " " + reason);
        }
    }
}
