package dev.sockeye.testsupport;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the rows of the compatibility table that a test proves, for instance {@code @Proves({"E53", "S12"})}.
 *
 * <p>On a class it holds for each of its tests, in addition to what the test itself names. {@link ProvesRecorder} writes
 * one record per test and run.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Proves {

    /** The row ids: a letter for the table and the number in it. */
    String[] value();
}
