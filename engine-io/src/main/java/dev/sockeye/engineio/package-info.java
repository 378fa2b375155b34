/**
 * What a user of the Engine.IO server sees: sessions, handlers, options and close reasons.
 */
@NullMarked
package dev.sockeye.engineio;

import org.jspecify.annotations.NullMarked;
