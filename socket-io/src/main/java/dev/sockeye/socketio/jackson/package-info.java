/**
 * Parsers with the application's own Jackson mapper; the one public package that speaks of Jackson. Start reading at
 * {@link dev.sockeye.socketio.jackson.JacksonParsers}.
 */
@NullMarked
package dev.sockeye.socketio.jackson;

import org.jspecify.annotations.NullMarked;
