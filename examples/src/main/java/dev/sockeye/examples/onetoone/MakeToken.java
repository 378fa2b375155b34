package dev.sockeye.examples.onetoone;

import java.time.Clock;
import java.time.Duration;

/** Prints a token for a user, valid for a day: what your login would do. Arguments: secret and user. */
public final class MakeToken {
    private MakeToken() {}

    /** Runs the program. */
    public static void main(String[] args) {
        if (args.length != 2) {
            System.err.println("usage: one-to-one-token SECRET USER");
            System.exit(2);
        }
        System.out.println(new SignedToken(args[0], Clock.systemUTC()).create(args[1], Duration.ofDays(1)));
    }
}
