/**
 * Malformed input for decoders. A {@link dev.sockeye.testsupport.fuzz.FuzzTarget} says what must hold for any bytes; tests
 * named {@code FuzzTest} try it with stored inputs, with mutations of them, and, when asked for, with those that Jazzer finds.
 */
@NullMarked
package dev.sockeye.testsupport.fuzz;

import org.jspecify.annotations.NullMarked;
