package dev.sockeye.conformance.wire;

import java.util.Map;

/**
 * One HTTP response. Immutable.
 *
 * @param status its status
 * @param headers by lower-case name; several with one name as one, with commas
 * @param body its body, a byte for a character
 */
public record HttpAnswer(int status, Map<String, String> headers, String body) {
    /** A header, "" if it is not there. */
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
