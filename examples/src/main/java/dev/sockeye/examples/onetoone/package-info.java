/**
 * "Send this to user X", whichever of several processes X is connected to. Start reading at {@link
 * dev.sockeye.examples.onetoone.OneToOne}.
 */
@NullMarked
package dev.sockeye.examples.onetoone;

import org.jspecify.annotations.NullMarked;
