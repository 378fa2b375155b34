package dev.sockeye.engineio.internal.polling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.engineio.EngineIoOptions;
import dev.sockeye.engineio.internal.http.InputBudget;
import dev.sockeye.engineio.internal.http.ResponseHooks;
import dev.sockeye.engineio.internal.loop.LoopContext;
import dev.sockeye.engineio.protocol.PacketType;
import dev.sockeye.engineio.protocol.ProtocolVersion;
import dev.sockeye.engineio.transport.Transport;
import dev.sockeye.engineio.transport.TransportListener;
import dev.sockeye.testsupport.Proves;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PollingTransportTest {
    private final List<String> events = new ArrayList<>();

    @Test
    @Proves("E43")
    void aCloseThatNobodyPollsForIsForcedAfterThirtySeconds() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        LoopContext loop = new LoopContext(channel.eventLoop());
        EngineIoOptions options = EngineIoOptions.defaults();
        PollingTransport transport = new PollingTransport(
                loop,
                new Recorder(),
                options,
                new ResponseHooks(options),
                ProtocolVersion.V4,
                false,
                null,
                new InputBudget(1000));
        transport.close();
        pass(channel, 29_999);
        assertThat(events).isEmpty();
        pass(channel, 1);
        assertThat(events).containsExactly("closed forced close");
        assertThat(loop.armedTimeouts()).isZero();
        channel.finishAndReleaseAll();
    }

    private static void pass(EmbeddedChannel channel, long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    private final class Recorder implements TransportListener {
        @Override
        public void onPacket(Transport transport, PacketType type, byte[] data, int offset, boolean binary) {
            events.add("packet " + type);
        }

        @Override
        public void onReady(Transport transport) {
            events.add("ready");
        }

        @Override
        public void onDrain(Transport transport) {
            events.add("drain");
        }

        @Override
        public void onClosed(Transport transport, CloseReason reason, String description) {
            events.add("closed " + reason);
        }
    }
}
