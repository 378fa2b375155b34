/** The documents do what they say. */
@NullMarked
package dev.sockeye.conformance.docs;

import org.jspecify.annotations.NullMarked;
