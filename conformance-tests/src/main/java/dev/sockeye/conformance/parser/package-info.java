/** Lets our parsers be compared with the published ones; what compares them is in {@code src/test/js/parser}. */
@NullMarked
package dev.sockeye.conformance.parser;

import org.jspecify.annotations.NullMarked;
