package dev.sockeye.engineio;

/** Sees and changes the headers of responses; {@code initial_headers} and {@code headers} of the reference server. */
@FunctionalInterface
public interface ResponseHeaders {
    /** Headers of one response, mutable. Confined to the event loop of the request. */
    interface Headers {
        /** Replaces all values of a header. */
        void set(String name, String value);

        /** Adds a value to a header; each {@code Set-Cookie} becomes a line of its own. */
        void add(String name, String value);

        /** Removes a header. */
        void remove(String name);
    }

    /** Called on an event loop before the headers are written; must not block. */
    void customize(Headers headers, HandshakeRequest request);
}
