/**
 * Our own servers behind the benchmark's contract, written against the public API.
 *
 * <p>{@link dev.sockeye.bench.server.EngineServer} is the engine without Socket.IO, which tells what each layer costs.
 */
@NullMarked
package dev.sockeye.bench.server;

import org.jspecify.annotations.NullMarked;
