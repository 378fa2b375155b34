/**
 * The comparison: starts the servers, drives each row of the table in interleaved rounds, writes Markdown and raw data.
 *
 * <p>Start at {@link dev.sockeye.bench.compare.Compare}.
 */
@NullMarked
package dev.sockeye.bench.compare;

import org.jspecify.annotations.NullMarked;
