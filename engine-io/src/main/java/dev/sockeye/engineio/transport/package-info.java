/**
 * Where transports meet the session, both ways: the session writes through {@link
 * dev.sockeye.engineio.transport.Transport}, a transport reports through {@link
 * dev.sockeye.engineio.transport.TransportListener}. Public for add-on transports, but not yet stable.
 */
@NullMarked
package dev.sockeye.engineio.transport;

import org.jspecify.annotations.NullMarked;
