/**
 * Programs and tests that hold this server against the published clients and the reference server.
 */
@NullMarked
package dev.sockeye.conformance;

import org.jspecify.annotations.NullMarked;
