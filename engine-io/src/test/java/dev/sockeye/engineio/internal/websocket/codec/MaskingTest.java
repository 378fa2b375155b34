package dev.sockeye.engineio.internal.websocket.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskingTest {
    private final Random random = new Random(1);

    @Test
    void everyByteIsCombinedWithItsByteOfTheKey() {
        for (int length = 0; length < 70; length++) {
            for (int from = 0; from <= length; from++) {
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                byte[] expected = bytes.clone();
                int key = random.nextInt();
                for (int i = from; i < length; i++) {
                    expected[i] ^= (byte) (key >>> 24 - 8 * ((i - from) % 4));
                }
                Masking.unmask(bytes, from, length, key);
                assertThat(bytes).isEqualTo(expected);
            }
        }
    }

    @Test
    void aPayloadMayBeUnmaskedInParts() {
        for (int length = 0; length < 30; length++) {
            for (int cut = 0; cut <= length; cut++) {
                byte[] whole = new byte[length];
                random.nextBytes(whole);
                byte[] parts = whole.clone();
                int key = random.nextInt();
                Masking.unmask(whole, 0, length, key);
                Masking.unmask(parts, 0, cut, key);
                Masking.unmask(parts, cut, length, Masking.advance(key, cut));
                assertThat(parts).isEqualTo(whole);
            }
        }
    }

    @Test
    void aByteAbove127IsSeenWhereverItIs() {
        for (int length = 1; length < 40; length++) {
            byte[] ascii = new byte[length];
            int key = random.nextInt() | 0x80808080; // on the wire, all of these are above 127
            Masking.unmask(ascii, 0, length, key);
            assertThat(Masking.unmask(ascii, 0, length, key) & Masking.NOT_ASCII)
                    .isZero();
            for (int at = 0; at < length; at++) {
                byte[] bytes = new byte[length];
                bytes[at] = (byte) 0x80;
                assertThat(Masking.unmask(bytes, 0, length, 0) & Masking.NOT_ASCII)
                        .isNotZero();
            }
        }
    }
}
