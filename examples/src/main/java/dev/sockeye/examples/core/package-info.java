/**
 * What the example programs share: the command line, the life of a program from start to Ctrl-C, the pages they serve and
 * the people they know. Start reading at {@link dev.sockeye.examples.core.Program}.
 */
@NullMarked
package dev.sockeye.examples.core;

import org.jspecify.annotations.NullMarked;
