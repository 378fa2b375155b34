/**
 * Clients whose every byte is the test's own: {@link dev.sockeye.testsupport.wire.RawConnection} for HTTP, {@link
 * dev.sockeye.testsupport.wire.RawWebSocket} for frames, {@link dev.sockeye.testsupport.wire.RawPolling} for one
 * long-polling session. They block, obey nothing and know no module of ours. What they read and write is in {@link
 * dev.sockeye.testsupport.wire.HttpAnswer}, {@link dev.sockeye.testsupport.wire.Frame} and {@link
 * dev.sockeye.testsupport.wire.ClientFrames}.
 */
@NullMarked
package dev.sockeye.testsupport.wire;

import org.jspecify.annotations.NullMarked;
