/**
 * The load generator: one event loop whose clients speak raw Engine.IO and Socket.IO over WebSocket and polling.
 *
 * <p>Requests are encoded once, replies are counted and compared by length (the first of each connection by its bytes),
 * so that the generator stays cheaper than the servers it drives. Start at {@link dev.sockeye.bench.load.Load}.
 */
@NullMarked
package dev.sockeye.bench.load;

import org.jspecify.annotations.NullMarked;
