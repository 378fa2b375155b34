package dev.sockeye.engineio.internal.websocket.codec;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of a client (RFC 6455, section 5) and delivers whole messages, cut into whatever pieces they arrive.
 *
 * <p>A message whose only frame is entirely in the buffer costs one array and one pass over it: the copy out of the
 * buffer is unmasked, and checked for ASCII, in place. Anything else is collected in a {@link MessageBuffer}. Every
 * limit is checked on what the peer announces, before memory is spent on it.
 *
 * <p>A reader ends with the first close frame, the first broken rule, {@link #release()} or an exception of the
 * listener; it ignores all bytes from then on. Not thread-safe; owned by the connection's event loop.
 */
public final class FrameReader {
    /** Most frames a message may have, unless said otherwise: as the reference's WebSocket library. */
    public static final int DEFAULT_MAX_FRAGMENTS = 16_384;

    private static final int MAX_HEADER_BYTES = 14;
    private static final int MAX_CONTROL_BYTES = 125;
    /** The largest array a JVM can be relied on to give, with room for the arithmetic at a limit. */
    private static final int MAX_ARRAY_BYTES = Integer.MAX_VALUE - 16;

    private static final byte[] NO_BYTES = {};

    private enum State {
        /** The next byte belongs to a header. To PAYLOAD when it is whole, to ENDED when it is wrong. */
        HEADER,
        /** The next byte belongs to the payload of the current frame. To HEADER at its end, to ENDED at an error. */
        PAYLOAD,
        /** No byte is looked at any more. Final. */
        ENDED
    }

    private final int maxMessageBytes;
    private final int maxFragments;
    private final @Nullable Inflation inflation;
    private FrameListener listener;

    private State state = State.HEADER;

    /** The header as far as it has arrived, empty between frames, and its length as far as that is known. */
    private byte[] header = NO_BYTES;

    private int headerBytes;
    private int headerLength;

    /** The current frame. */
    private boolean fin;

    private int opcode;
    private int payloadBytes;
    private int remainingBytes;
    /** The masking key, turned so that its first byte belongs to the next byte of payload. */
    private int mask;

    /** The payload of the current control frame as far as it has arrived. */
    private byte[] control = NO_BYTES;

    /** The current message: its opcode or 0 between messages, and what its frames announced so far. */
    private int messageOpcode;

    private boolean messageCompressed;
    private int messageFragments;
    private int announcedBytes;
    /** The current message as far as it has arrived; null while nothing is, so that an idle reader is small. */
    private @Nullable MessageBuffer message;

    /**
     * @param maxMessageBytes largest payload of a message, over all its fragments, on the wire and inflated; above it
     *     the peer is refused with 1009
     * @param maxFragments most frames of a message, see {@link #DEFAULT_MAX_FRAGMENTS}; above it 1009
     * @param inflation the receiving half of permessage-deflate if that was negotiated; released with the reader
     * @param listener takes what is read
     */
    public FrameReader(int maxMessageBytes, int maxFragments, @Nullable Inflation inflation, FrameListener listener) {
        if (maxMessageBytes < 0) {
            throw new IllegalArgumentException("maxMessageBytes: " + maxMessageBytes + " (expected: >= 0)");
        }
        if (maxFragments < 1) {
            throw new IllegalArgumentException("maxFragments: " + maxFragments + " (expected: > 0)");
        }
        this.maxMessageBytes = Math.min(maxMessageBytes, MAX_ARRAY_BYTES);
        this.maxFragments = maxFragments;
        this.inflation = inflation;
        this.listener = Objects.requireNonNull(listener, "listener");
    }

    private MessageBuffer message() {
        MessageBuffer buffer = message;
        if (buffer == null) {
            buffer = new MessageBuffer(maxMessageBytes);
            buffer.begin(messageOpcode == Opcode.TEXT);
            message = buffer;
        }
        return buffer;
    }

    /**
     * Consumes all readable bytes of {@code in}, which stays the caller's to release, and delivers what they complete.
     *
     * @throws WebSocketException if the peer broke a rule or a limit; what came before has been delivered
     */
    public void read(ByteBuf in) throws WebSocketException {
        boolean done = false;
        try {
            while (state != State.ENDED && in.isReadable()) {
                if (state == State.PAYLOAD || readHeader(in)) {
                    readPayload(in);
                }
            }
            done = true;
        } finally {
            if (!done) {
                release();
            }
            in.skipBytes(in.readableBytes());
        }
    }

    /**
     * Whether it holds nothing of the connection that it reads, between frames and messages: it may then {@link
     * #serve} another one. Never with an extension, which remembers.
     */
    public boolean isFree() {
        return state == State.HEADER && headerBytes == 0 && messageOpcode == 0 && inflation == null;
    }

    /** Reads another connection from now on; only if it {@link #isFree()}. */
    public void serve(FrameListener next) {
        assert isFree();
        listener = next;
    }

    /** Whether the reader ignores whatever else arrives. */
    public boolean isEnded() {
        return state == State.ENDED;
    }

    /** Bytes of memory that the unfinished message occupies. */
    public int heldBytes() {
        MessageBuffer buffer = message;
        return buffer == null ? 0 : buffer.heldBytes();
    }

    /** Drops partial messages and native memory; the reader has ended. Idempotent. */
    public void release() {
        state = State.ENDED;
        control = NO_BYTES;
        header = NO_BYTES;
        message = null;
        if (inflation != null) {
            inflation.release();
        }
    }

    /** Reads the header, or what there is of it; false if more is needed. */
    private boolean readHeader(ByteBuf in) throws WebSocketException {
        if (headerBytes == 0 && isHeaderWhole(in)) {
            startFrame(in.readByte(), in.readByte());
            if (headerLength == 8) {
                announce(in.readUnsignedShort());
            } else if (headerLength == MAX_HEADER_BYTES) {
                announce(in.readLong());
            }
            mask = in.readInt();
            state = State.PAYLOAD;
            return true;
        }
        if (headerBytes == 0) {
            header = new byte[MAX_HEADER_BYTES];
        }
        while (in.isReadable()) {
            header[headerBytes++] = in.readByte();
            if (headerBytes == 2) {
                startFrame(header[0], header[1]);
            } else if (headerBytes > 2 && headerBytes == headerLength - 4 && headerLength > 6) {
                announce(bigEndian(2, headerBytes)); // without waiting for the key: a wrong length may be all there is
            } else if (headerBytes > 2 && headerBytes == headerLength) {
                mask = (int) bigEndian(headerLength - 4, headerLength);
                headerBytes = 0;
                header = NO_BYTES;
                state = State.PAYLOAD;
                return true;
            }
        }
        return false;
    }

    private static boolean isHeaderWhole(ByteBuf in) {
        int readable = in.readableBytes();
        if (readable < 6) {
            return false;
        }
        int length = in.getByte(in.readerIndex() + 1) & 0x7F;
        return length < 126 || readable >= (length == 126 ? 8 : MAX_HEADER_BYTES);
    }

    private long bigEndian(int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value << 8 | header[i] & 0xFF;
        }
        return value;
    }

    /** Checks the first two bytes of a header, which decide everything but the length of a longer payload. */
    private void startFrame(byte first, byte second) throws WebSocketException {
        fin = first < 0;
        opcode = first & 0xF;
        boolean rsv1 = (first & 0x40) != 0;
        if ((first & 0x30) != 0) {
            throw WebSocketException.protocolError("RSV2 and RSV3 must be clear");
        }
        if (Opcode.isReserved(opcode)) {
            throw WebSocketException.protocolError("Reserved opcode " + opcode);
        }
        if (rsv1 && (inflation == null || opcode == Opcode.CONTINUATION || Opcode.isControl(opcode))) {
            throw WebSocketException.protocolError("RSV1 must be clear");
        }
        if (second >= 0) {
            throw WebSocketException.protocolError("MASK must be set");
        }
        int length = second & 0x7F;
        if (Opcode.isControl(opcode)) {
            startControlFrame(length);
        } else {
            startDataFrame(rsv1);
        }
        headerLength = length < 126 ? 6 : length == 126 ? 8 : MAX_HEADER_BYTES;
        if (length < 126) {
            announce(length);
        }
    }

    private void startControlFrame(int length) throws WebSocketException {
        if (!fin) {
            throw WebSocketException.protocolError("FIN must be set on a control frame");
        }
        if (length > MAX_CONTROL_BYTES) {
            throw WebSocketException.protocolError("Invalid payload length " + length + " of a control frame");
        }
        if (opcode == Opcode.CLOSE && length == 1) {
            throw WebSocketException.protocolError("Invalid payload length 1 of a close frame");
        }
    }

    private void startDataFrame(boolean compressed) throws WebSocketException {
        if (opcode == Opcode.CONTINUATION) {
            if (messageOpcode == 0) {
                throw WebSocketException.protocolError("Continuation without a message");
            }
            if (++messageFragments > maxFragments) {
                throw new WebSocketException(CloseCodes.TOO_BIG, "Too many message fragments");
            }
            return;
        }
        if (messageOpcode != 0) {
            throw WebSocketException.protocolError("Message within a message");
        }
        messageOpcode = opcode;
        messageCompressed = compressed;
        messageFragments = 1;
        announcedBytes = 0;
    }

    /**
     * Takes the length of the current frame. A length written in more bytes than needed is taken as well, as the
     * reference server does.
     */
    private void announce(long length) throws WebSocketException {
        if (!Opcode.isControl(opcode)) {
            if (length < 0 || length > maxMessageBytes - announcedBytes) { // the sign bit: 2^63 and more
                throw WebSocketException.maxPayloadSizeExceeded();
            }
            announcedBytes += (int) length;
        }
        payloadBytes = (int) length;
        remainingBytes = payloadBytes;
    }

    private void readPayload(ByteBuf in) throws WebSocketException {
        int available = Math.min(remainingBytes, in.readableBytes());
        if (Opcode.isControl(opcode)) {
            readControl(in, available);
        } else if (messageCompressed) {
            readCompressed(in, available);
        } else if (available == payloadBytes && fin && opcode != Opcode.CONTINUATION) {
            readWholeMessage(in);
        } else {
            readPart(in, available);
        }
    }

    private void readControl(ByteBuf in, int available) throws WebSocketException {
        if (remainingBytes == payloadBytes) {
            control = new byte[payloadBytes];
        }
        int at = payloadBytes - remainingBytes;
        in.readBytes(control, at, available);
        remainingBytes -= available;
        if (remainingBytes > 0) {
            return;
        }
        byte[] bytes = control;
        control = NO_BYTES;
        state = State.HEADER;
        Masking.unmask(bytes, 0, bytes.length, mask);
        deliverControl(bytes);
    }

    private void readWholeMessage(ByteBuf in) throws WebSocketException {
        byte[] bytes = new byte[payloadBytes];
        in.readBytes(bytes);
        long seen = Masking.unmask(bytes, 0, bytes.length, mask);
        if (opcode == Opcode.TEXT && (seen & Masking.NOT_ASCII) != 0 && !Utf8Validator.isWhole(bytes)) {
            throw WebSocketException.invalidData("Invalid UTF-8 sequence");
        }
        state = State.HEADER;
        deliverMessage(bytes);
    }

    private void readPart(ByteBuf in, int available) throws WebSocketException {
        int left = available;
        while (left > 0) {
            MessageBuffer buffer = message();
            byte[] chunk = fin ? buffer.chunkFor(remainingBytes) : buffer.chunkForMore(remainingBytes);
            int count = Math.min(left, buffer.space());
            int at = buffer.position();
            in.readBytes(chunk, at, count);
            Masking.unmask(chunk, at, at + count, mask);
            mask = Masking.advance(mask, count);
            buffer.advance(count);
            remainingBytes -= count;
            left -= count;
        }
        endFrameIfWhole();
    }

    private void readCompressed(ByteBuf in, int available) throws WebSocketException {
        Inflation inflater = Objects.requireNonNull(inflation, "inflation");
        byte[] bytes = new byte[available];
        in.readBytes(bytes);
        Masking.unmask(bytes, 0, available, mask);
        mask = Masking.advance(mask, available);
        MessageBuffer buffer = message();
        inflater.inflate(bytes, buffer);
        remainingBytes -= available;
        if (remainingBytes == 0 && fin) {
            inflater.endMessage(buffer);
        }
        endFrameIfWhole();
    }

    private void endFrameIfWhole() throws WebSocketException {
        if (remainingBytes > 0) {
            return;
        }
        state = State.HEADER;
        if (fin) {
            byte[] whole = message().take();
            message = null;
            deliverMessage(whole);
        }
    }

    private void deliverMessage(byte[] bytes) {
        int delivered = messageOpcode;
        messageOpcode = 0;
        if (delivered == Opcode.TEXT) {
            listener.onText(bytes);
        } else {
            listener.onBinary(bytes);
        }
    }

    private void deliverControl(byte[] bytes) throws WebSocketException {
        if (opcode == Opcode.PING) {
            listener.onPing(bytes);
        } else if (opcode == Opcode.PONG) {
            listener.onPong(bytes);
        } else {
            deliverClose(bytes);
        }
    }

    private void deliverClose(byte[] bytes) throws WebSocketException {
        int code = CloseCodes.NO_STATUS;
        String reason = "";
        if (bytes.length > 0) {
            code = (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF;
            if (!CloseCodes.isSendable(code)) {
                throw WebSocketException.protocolError("Invalid close code " + code);
            }
            Utf8Validator utf8 = new Utf8Validator(); // a message may be underway in the other one
            if (!utf8.accept(bytes, 2, bytes.length) || !utf8.isComplete()) {
                throw WebSocketException.invalidData("Invalid UTF-8 sequence");
            }
            reason = new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_8);
        }
        release();
        listener.onClose(code, reason);
    }
}
