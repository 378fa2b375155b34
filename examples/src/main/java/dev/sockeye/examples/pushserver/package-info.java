/**
 * A push server: a backend posts to {@code /api}, and every open page of the users it names gets the message. Start
 * reading at {@link dev.sockeye.examples.pushserver.PushServer}.
 */
@NullMarked
package dev.sockeye.examples.pushserver;

import org.jspecify.annotations.NullMarked;
