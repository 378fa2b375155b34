package dev.sockeye.engineio.internal.websocket.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8ValidatorTest {
    @Test
    void sequencesOfUpToThreeBytesAreJudgedAsTheJdkDoes() {
        byte[] bytes = new byte[3];
        for (int i = 0; i < 1 << 24; i = nextTriple(i)) {
            bytes[0] = (byte) (i >> 8);
            bytes[1] = (byte) i;
            bytes[2] = (byte) (i >> 16);
            if (isAccepted(bytes) != NaiveReader.isUtf8(bytes)) {
                assertThat(isAccepted(bytes)).as("%06x", i).isEqualTo(NaiveReader.isUtf8(bytes));
            }
        }
    }

    /** Every pair of bytes, then a hundredth of the triples. */
    private static int nextTriple(int i) {
        return i < 1 << 16 ? i + 1 : i + 101;
    }

    @Test
    void everyCodePointIsAccepted() {
        for (int point = 0; point <= 0x10FFFF; point++) {
            if (point < 0xD800 || point > 0xDFFF) {
                byte[] bytes = Wire.utf8(Character.toString(point));
                if (!isAccepted(bytes)) {
                    assertThat(point).as("code point refused").isNull();
                }
            }
        }
    }

    @Test
    void piecesAreJudgedAsTheWholeAndRefusedAtTheFirstHopelessByte() {
        Random random = new Random(42);
        int[] alphabet = {'a', 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC2, 0xE0, 0xE2, 0xED, 0xEF, 0xF0, 0xF4, 0xF5};
        Utf8Validator validator = new Utf8Validator();
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes = new byte[1 + random.nextInt(5)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) alphabet[random.nextInt(alphabet.length)];
            }
            validator.reset();
            boolean hopeful = true;
            for (int i = 0; i < bytes.length && hopeful; i++) {
                hopeful = validator.accept(bytes, i, i + 1);
                byte[] soFar = Arrays.copyOf(bytes, i + 1);
                assertThat(hopeful).as("%s", Wire.join(soFar)).isEqualTo(NaiveReader.canBecomeUtf8(soFar));
            }
            assertThat(hopeful && validator.isComplete()).isEqualTo(NaiveReader.isUtf8(bytes));
        }
    }

    @Test
    void brokenBytesAreFoundAtEveryPlaceOfALongText() {
        for (int length = 1; length < 40; length++) {
            for (int at = 0; at < length; at++) {
                byte[] bytes = Wire.utf8("x".repeat(length));
                bytes[at] = (byte) 0x80;
                assertThat(isAccepted(bytes)).as("%d of %d", at, length).isFalse();
            }
        }
    }

    private static boolean isAccepted(byte[] bytes) {
        Utf8Validator validator = new Utf8Validator();
        return validator.accept(bytes, 0, bytes.length) && validator.isComplete();
    }
}
