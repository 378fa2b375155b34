package dev.sockeye.examples.core;

/** A caller's mistake, told to the caller: as status 400 over HTTP, as a refusing acknowledgement over a socket. */
public final class InvalidRequestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Says what is wrong and what was expected. */
    public InvalidRequestException(String message) {
        super(message);
    }
}
