/** The Engine.IO server put together: ports, TLS, event loops. Start at {@link EngineIoServer}. */
@NullMarked
package dev.sockeye.engineio.server;

import org.jspecify.annotations.NullMarked;
