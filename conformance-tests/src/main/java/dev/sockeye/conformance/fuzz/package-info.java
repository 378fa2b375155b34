/** Malformed input in great numbers over the wire. Start with {@code Fuzz}. */
@NullMarked
package dev.sockeye.conformance.fuzz;

import org.jspecify.annotations.NullMarked;
