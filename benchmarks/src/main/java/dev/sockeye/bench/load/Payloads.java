package dev.sockeye.bench.load;

import java.util.ArrayList;
import java.util.List;

/** What the events carry, as compact JSON. */
final class Payloads {

    /** A small object of 200 bytes with the kinds of values that applications send. */
    private static final String OBJECT = "{\"id\":%d,\"user\":\"user-4711\",\"room\":\"general\",\"text\":\""
            + "The quick brown fox jumps over the lazy dog while it rains\",\"tags\":[\"a\",\"b\",\"c\"],"
            + "\"meta\":{\"seen\":true,\"score\":17,\"lang\":\"en\"},\"at\":1763683200}";

    private Payloads() {}

    /** A JSON string whose content has the given number of ASCII characters and begins with {@code first}. */
    static String string(int length, char first) {
        StringBuilder text = new StringBuilder(length + 2).append('"').append(first);
        for (int i = 1; i < length; i++) {
            text.append((char) ('a' + i % 26));
        }
        return text.append('"').toString();
    }

    static List<String> strings(int length) {
        return List.of(string(length, 'A'), string(length, 'B'));
    }

    static List<String> objects() {
        List<String> objects = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            objects.add(OBJECT.formatted(10_000 + i));
        }
        return objects;
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 7);
        }
        return bytes;
    }
}
