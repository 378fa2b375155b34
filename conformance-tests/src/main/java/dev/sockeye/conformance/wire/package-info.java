/**
 * A client that says exactly the bytes it is told to, and reads what comes back: for input that no decent client sends.
 * Start with {@link dev.sockeye.conformance.wire.RawConnection}.
 */
@NullMarked
package dev.sockeye.conformance.wire;

import org.jspecify.annotations.NullMarked;
