/**
 * Whole programs to start from.
 */
@NullMarked
package dev.sockeye.examples;

import org.jspecify.annotations.NullMarked;
