/** Warnings about code of the application, which clients can make as many as they send requests. */
@NullMarked
package dev.sockeye.engineio.internal.log;

import org.jspecify.annotations.NullMarked;
