package dev.sockeye.engineio;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * A message that arrived, text or binary. The bytes belong to the receiver of the message and are not used again by the
 * engine; they may be kept, and read by any thread.
 */
public final class EngineMessage {
    private final byte[] array;
    private final int offset;
    private final boolean text;

    private EngineMessage(byte[] array, int offset, boolean text) {
        this.array = array;
        this.offset = offset;
        this.text = text;
    }

    /** A text message whose valid UTF-8 begins at the offset and ends with the array. */
    public static EngineMessage text(byte[] utf8, int offset) {
        return new EngineMessage(utf8, offset, true);
    }

    /** A binary message whose data begin at the offset and end with the array. */
    public static EngineMessage binary(byte[] data, int offset) {
        return new EngineMessage(data, offset, false);
    }

    /** Whether this is text; else it is binary. */
    public boolean isText() {
        return text;
    }

    /** The array that holds the message from {@link #offset()} to its end. Not a copy. */
    public byte[] array() {
        return array;
    }

    /** Where the message begins in {@link #array()}. */
    public int offset() {
        return offset;
    }

    /** Length in bytes. */
    public int length() {
        return array.length - offset;
    }

    /** The text; of a binary message, its bytes read as UTF-8. */
    public String asString() {
        return new String(array, offset, length(), UTF_8);
    }

    /** The bytes alone: the array itself where the message fills it, else a copy. */
    public byte[] asBytes() {
        return offset == 0 ? array : Arrays.copyOfRange(array, offset, array.length);
    }
}
