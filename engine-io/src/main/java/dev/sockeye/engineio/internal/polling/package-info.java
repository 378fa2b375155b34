/**
 * HTTP long-polling: request bodies in, packets out; packets in, responses out. Start at {@link PollingTransport}.
 */
@NullMarked
package dev.sockeye.engineio.internal.polling;

import org.jspecify.annotations.NullMarked;
