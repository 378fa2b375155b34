/**
 * HTTP around the engine: requests as the engine sees them, their exchange, errors, CORS, cookies and compression. Start
 * at {@link HttpExchange}.
 */
@NullMarked
package dev.sockeye.engineio.internal.http;

import org.jspecify.annotations.NullMarked;
