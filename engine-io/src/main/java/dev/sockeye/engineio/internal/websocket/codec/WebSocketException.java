package dev.sockeye.engineio.internal.websocket.codec;

/**
 * The peer broke a rule of RFC 6455 or a limit. Checked, since the catcher owes the peer a close frame with {@link
 * #closeCode()}. Carries no stack trace: it describes the peer's bytes, not our code, and the peer can cause it at will.
 */
public final class WebSocketException extends Exception {
    /** The message of an exception for data above the limit, worded as clients of the reference server see it. */
    public static final String MAX_PAYLOAD_SIZE_EXCEEDED = "Max payload size exceeded";

    private static final long serialVersionUID = 1L;

    private final int closeCode;

    public WebSocketException(int closeCode, String message) {
        super(message, null, false, false);
        this.closeCode = closeCode;
    }

    static WebSocketException protocolError(String message) {
        return new WebSocketException(CloseCodes.PROTOCOL_ERROR, message);
    }

    static WebSocketException invalidData(String message) {
        return new WebSocketException(CloseCodes.INVALID_DATA, message);
    }

    static WebSocketException maxPayloadSizeExceeded() {
        return new WebSocketException(CloseCodes.TOO_BIG, MAX_PAYLOAD_SIZE_EXCEEDED);
    }

    /** The code for the close frame that answers the peer: 1002, 1007, 1009 or 1013. */
    public int closeCode() {
        return closeCode;
    }
}
