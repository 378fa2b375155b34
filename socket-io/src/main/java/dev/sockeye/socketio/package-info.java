/**
 * What a user of the Socket.IO server sees: namespaces, sockets, rooms, events and acknowledgements.
 */
@NullMarked
package dev.sockeye.socketio;

import org.jspecify.annotations.NullMarked;
