/**
 * What the tests of all modules share; depends on no module of ours.
 */
@NullMarked
package dev.sockeye.testsupport;

import org.jspecify.annotations.NullMarked;
