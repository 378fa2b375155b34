package dev.sockeye.examples.core;

/** The program was called wrongly; the message is for the person at the terminal. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Says what is wrong. */
    public UsageException(String message) {
        super(message);
    }
}
