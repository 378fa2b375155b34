/**
 * Sessions: what lasts over requests and transports. Packets flow in from a transport, messages out to the application's
 * handler. Start at {@link DefaultEngineSession}.
 */
@NullMarked
package dev.sockeye.engineio.internal.session;

import org.jspecify.annotations.NullMarked;
