/**
 * Programs that run for long and count everything: see {@code bin/endurance}. Start with
 * {@link dev.sockeye.conformance.endurance.Endurance}.
 */
@NullMarked
package dev.sockeye.conformance.endurance;

import org.jspecify.annotations.NullMarked;
