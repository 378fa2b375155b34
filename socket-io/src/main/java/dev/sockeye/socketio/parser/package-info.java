/**
 * The parsers that come with the server, and their options. What a parser does for the server is in {@link
 * dev.sockeye.socketio.protocol.PacketParser}; start reading at {@link dev.sockeye.socketio.parser.Parsers}.
 */
@NullMarked
package dev.sockeye.socketio.parser;

import org.jspecify.annotations.NullMarked;
