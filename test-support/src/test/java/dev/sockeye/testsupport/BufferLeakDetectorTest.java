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

    private static void drop(ByteBuf buffer) {
        buffer.writeByte(1);
    }
}
