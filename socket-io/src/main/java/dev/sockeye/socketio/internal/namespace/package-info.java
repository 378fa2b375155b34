/**
 * Namespaces: who is let in, whom a broadcast reaches, and what adapters may ask of this node.
 *
 * <p>A connection finds a namespace in the {@link dev.sockeye.socketio.internal.namespace.NamespaceRegistry} and asks it
 * to {@link dev.sockeye.socketio.internal.namespace.DefaultNamespace#connect} a client. Start reading there.
 */
@NullMarked
package dev.sockeye.socketio.internal.namespace;

import org.jspecify.annotations.NullMarked;
