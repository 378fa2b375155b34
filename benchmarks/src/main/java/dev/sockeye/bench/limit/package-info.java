/**
 * Servers that are no servers: they speak just enough Engine.IO and Socket.IO for each row of the comparison and show
 * what the kernel, Netty and Jackson cost without a library.
 *
 * <p>Start at {@link dev.sockeye.bench.limit.RawServer}.
 */
@NullMarked
package dev.sockeye.bench.limit;

import org.jspecify.annotations.NullMarked;
