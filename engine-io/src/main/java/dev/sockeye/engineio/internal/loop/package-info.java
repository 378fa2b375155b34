/** What belongs to one event loop: its timeouts and the transports that wait to be flushed. Start at {@link LoopContext}. */
@NullMarked
package dev.sockeye.engineio.internal.loop;

import org.jspecify.annotations.NullMarked;
