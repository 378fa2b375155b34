package dev.sockeye.socketio.internal.parser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class PlainTextTest {
    @Test
    void everyByteIsFoundAtEveryPlaceOrTakenForPlain() {
        for (int length = 0; length < 50; length++) {
            byte[] text = new byte[length + 2];
            for (int at = 1; at <= length; at++) {
                for (int b = 0; b < 256; b++) {
                    Arrays.fill(text, (byte) (b % 2 == 0 ? 'x' : 0xe4));
                    text[at] = (byte) b;
                    boolean plain = b >= ' ' && b != '"' && b != '\\' && b != '?';
                    int end = text.length - 1;
                    assertThat(PlainText.end(text, 1, end, '?')).isEqualTo(plain || at == end ? end : at);
                }
            }
        }
    }

    @Test
    void theFirstOfSeveralIsFound() {
        byte[] text = new byte[64];
        for (int first = 0; first < text.length; first++) {
            for (byte b : new byte[] {'"', '\\', 0, 0x1f, '\n'}) {
                Arrays.fill(text, (byte) 'x');
                Arrays.fill(text, first, text.length, b);
                assertThat(PlainText.end(text, 0, text.length, '"')).isEqualTo(first);
            }
        }
    }
}
