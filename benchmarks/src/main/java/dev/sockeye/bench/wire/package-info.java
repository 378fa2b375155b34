/**
 * The few bytes of HTTP and RFC 6455 that the load generator and the limit servers share.
 *
 * <p>Written by hand and independent of the library, so that a mistake there cannot hide behind the same mistake here.
 */
@NullMarked
package dev.sockeye.bench.wire;

import org.jspecify.annotations.NullMarked;
