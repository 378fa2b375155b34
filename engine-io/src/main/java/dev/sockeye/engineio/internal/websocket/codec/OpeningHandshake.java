package dev.sockeye.engineio.internal.websocket.codec;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The proof that a server gives of having read the client's opening handshake (RFC 6455, section 4.2.2). */
public final class OpeningHandshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_CHARS = 24;

    private OpeningHandshake() {}

    /** Whether a {@code Sec-WebSocket-Key} is 16 bytes in base64. */
    public static boolean isValidKey(String key) {
        if (key.length() != KEY_CHARS || !key.endsWith("==")) {
            return false;
        }
        for (int i = 0; i < KEY_CHARS - 2; i++) {
            char c = key.charAt(i);
            boolean base64 =
                    c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/';
            if (!base64) {
                return false;
            }
        }
        return true;
    }

    /** The {@code Sec-WebSocket-Accept} that answers a {@code Sec-WebSocket-Key}. */
    public static String acceptKey(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-1", e);
        }
    }
}
