/**
 * Measurements; each package mirrors the one that it measures.
 */
@NullMarked
package dev.sockeye.bench;

import org.jspecify.annotations.NullMarked;
