/** The published Java client against the server. */
@NullMarked
package dev.sockeye.conformance.javaclient;

import org.jspecify.annotations.NullMarked;
