package dev.sockeye.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

final class BufferLeakDetectorTest {

    @Test
    void findsABufferThatNobodyReleased() throws InterruptedException {
        drop(ByteBufAllocator.DEFAULT.directBuffer(16));

        // Found once: what is left would fail this run.
        assertThat(BufferLeakDetector.findLeaks())
                .singleElement()
                .asString()
                .contains("ByteBuf was not released")
                .contains("BufferLeakDetectorTest.findsABufferThatNobodyReleased");
        assertThat(BufferLeakDetector.findLeaks()).isEmpty();
    }

    @Test
    void saysNothingAboutAReleasedBuffer() throws InterruptedException {
        ByteBufAllocator.DEFAULT.directBuffer(16).release();

        assertThat(BufferLeakDetector.findLeaks()).isEmpty();
    }

    @Test
    void knowsTheBufferOfAConnectionThatLettuceGaveUp() {
        String created =
                "\nRecent access records: \nCreated at:\n\tio.netty.buffer.AbstractByteBufAllocator.buffer(A.java:1)\n";
        String lettuce = "\tio.lettuce.core.protocol.CommandHandler.channelRegistered(CommandHandler.java:224)\n";

        assertThat(BufferLeakDetector.isOfLettuce(created + lettuce)).isTrue();
        assertThat(BufferLeakDetector.isOfLettuce(created)).isFalse();
        assertThat(BufferLeakDetector.isOfLettuce(created + lettuce + "\tdev.sockeye.engineio.Any.read(Any.java:1)\n"))
                .isFalse();
    }

    private static void drop(ByteBuf buffer) {
        buffer.writeByte(1);
    }
}
