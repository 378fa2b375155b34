package dev.sockeye.engineio.internal.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names and values that nearly every handshake has, and how its target nearly always begins, each kept as one character
 * instead. The characters are control characters, which no header can contain, nor a target begin with.
 */
final class HeaderWords {
    private static final List<String> WORDS = List.of(
            "host",
            "connection",
            "upgrade",
            "user-agent",
            "accept",
            "accept-encoding",
            "accept-language",
            "origin",
            "referer",
            "cookie",
            "cache-control",
            "pragma",
            "sec-websocket-key",
            "sec-websocket-version",
            "sec-websocket-extensions",
            "x-forwarded-for",
            "Upgrade",
            "websocket",
            "keep-alive",
            "13",
            "*/*",
            "no-cache",
            "permessage-deflate; client_max_window_bits",
            "gzip, deflate, br",
            "GET");
    private static final List<String> TARGETS = List.of(
            "/socket.io/?EIO=4&transport=websocket",
            "/socket.io/?EIO=4&transport=polling",
            "/engine.io/?EIO=4&transport=websocket",
            "/engine.io/?EIO=4&transport=polling");
    private static final Map<String, String> SHORT = new HashMap<>();

    static {
        for (int i = 0; i < WORDS.size(); i++) {
            SHORT.put(WORDS.get(i), Character.toString(character(i)));
        }
    }

    private HeaderWords() {}

    /** 0x01 and up, without the line feed that separates lines. */
    private static char character(int index) {
        return (char) (index < 9 ? index + 1 : index + 2);
    }

    static String shorten(String word) {
        return SHORT.getOrDefault(word, word);
    }

    static String restore(String kept) {
        if (kept.length() != 1 || kept.charAt(0) > ' ') {
            return kept;
        }
        int index = kept.charAt(0) < 10 ? kept.charAt(0) - 1 : kept.charAt(0) - 2;
        return index >= 0 && index < WORDS.size() ? WORDS.get(index) : kept;
    }

    static String shortenTarget(String target) {
        for (int i = 0; i < TARGETS.size(); i++) {
            if (target.startsWith(TARGETS.get(i))) {
                return character(i) + target.substring(TARGETS.get(i).length());
            }
        }
        return target;
    }

    static String restoreTarget(String kept) {
        boolean shortened = !kept.isEmpty() && kept.charAt(0) > 0 && kept.charAt(0) <= TARGETS.size();
        return shortened ? TARGETS.get(kept.charAt(0) - 1) + kept.substring(1) : kept;
    }
}
