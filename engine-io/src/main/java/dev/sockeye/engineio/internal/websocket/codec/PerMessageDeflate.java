package dev.sockeye.engineio.internal.websocket.codec;

import dev.sockeye.engineio.CompressionOptions;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * What server and client agreed on about the extension {@code permessage-deflate} (RFC 7692, section 7.1). Immutable.
 *
 * <p>The JDK's {@link Deflater} always compresses with a window of 2^15 bytes. So an offer that demands a smaller
 * {@code server_max_window_bits} is declined, in favour of the client's next offer or of no compression. What the client
 * says about its own window is of no consequence: we can inflate any, so {@code client_max_window_bits} is never part
 * of the answer.
 */
public final class PerMessageDeflate {
    /** The name of the extension. */
    public static final String NAME = "permessage-deflate";

    private static final String SERVER_NO_CONTEXT_TAKEOVER = "server_no_context_takeover";
    private static final String CLIENT_NO_CONTEXT_TAKEOVER = "client_no_context_takeover";
    private static final String SERVER_MAX_WINDOW_BITS = "server_max_window_bits";
    private static final String CLIENT_MAX_WINDOW_BITS = "client_max_window_bits";
    private static final int WINDOW_BITS = 15;

    private final CompressionOptions options;
    private final Offer accepted;

    private PerMessageDeflate(CompressionOptions options, Offer accepted) {
        this.options = options;
        this.accepted = accepted;
    }

    /**
     * Accepts the first offer of the client that can be met.
     *
     * @param headerValues the values of the request's {@code Sec-WebSocket-Extensions} headers, in order
     * @param options the server's side: a side that is not to keep its window is told so in the answer
     * @return empty if there is none: the connection goes uncompressed
     * @throws WebSocketException if the header is malformed, which is to be answered with status 400
     */
    public static Optional<PerMessageDeflate> negotiate(List<String> headerValues, CompressionOptions options)
            throws WebSocketException {
        PerMessageDeflate result = null;
        ExtensionParser parser = new ExtensionParser(String.join(",", headerValues));
        while (parser.nextExtension()) {
            boolean ours = parser.name().equals(NAME);
            Offer offer = new Offer();
            while (parser.nextParameter()) {
                offer.add(parser.name(), parser.value());
            }
            if (ours && offer.acceptable && result == null) {
                result = new PerMessageDeflate(options, offer);
            }
        }
        return Optional.ofNullable(result);
    }

    /** The value of the answer's {@code Sec-WebSocket-Extensions} header. */
    public String responseHeader() {
        StringBuilder header = new StringBuilder(NAME);
        if (serverNoContextTakeover()) {
            header.append("; ").append(SERVER_NO_CONTEXT_TAKEOVER);
        }
        if (clientNoContextTakeover()) {
            header.append("; ").append(CLIENT_NO_CONTEXT_TAKEOVER);
        }
        if (accepted.serverMaxWindowBits) {
            header.append("; ").append(SERVER_MAX_WINDOW_BITS).append('=').append(WINDOW_BITS);
        }
        return header.toString();
    }

    /** The sending half for one connection, which releases it. */
    public Deflation newDeflation() {
        return new Deflation(options.threshold(), options.level(), !serverNoContextTakeover());
    }

    /** The receiving half for one connection, to be handed to its {@link FrameReader}, which releases it. */
    public Inflation newInflation() {
        return new Inflation(!clientNoContextTakeover());
    }

    private boolean serverNoContextTakeover() {
        return !options.serverContextTakeover() || accepted.serverNoContextTakeover;
    }

    private boolean clientNoContextTakeover() {
        return !options.clientContextTakeover() || accepted.clientNoContextTakeover;
    }

    /** The parameters of one offer. Unknown, repeated and ill-valued ones make it unacceptable (section 7.1). */
    private static final class Offer {
        private boolean acceptable = true;
        private boolean serverNoContextTakeover;
        private boolean clientNoContextTakeover;
        private boolean serverMaxWindowBits;
        private boolean clientMaxWindowBits;

        void add(String name, @Nullable String value) {
            switch (name) {
                case SERVER_NO_CONTEXT_TAKEOVER -> {
                    acceptable &= !serverNoContextTakeover && value == null;
                    serverNoContextTakeover = true;
                }
                case CLIENT_NO_CONTEXT_TAKEOVER -> {
                    acceptable &= !clientNoContextTakeover && value == null;
                    clientNoContextTakeover = true;
                }
                case SERVER_MAX_WINDOW_BITS -> {
                    acceptable &= !serverMaxWindowBits && value != null && windowBits(value) == WINDOW_BITS;
                    serverMaxWindowBits = true;
                }
                case CLIENT_MAX_WINDOW_BITS -> {
                    acceptable &= !clientMaxWindowBits && (value == null || windowBits(value) > 0);
                    clientMaxWindowBits = true;
                }
                default -> acceptable = false;
            }
        }

        /** A decimal number from 8 to 15 without leading zeros; 0 for anything else. */
        private static int windowBits(String value) {
            return switch (value) {
                case "8", "9", "10", "11", "12", "13", "14", "15" -> Integer.parseInt(value);
                default -> 0;
            };
        }
    }
}
