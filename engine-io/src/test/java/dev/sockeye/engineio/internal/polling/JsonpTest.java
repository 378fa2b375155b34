package dev.sockeye.engineio.internal.polling;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.engineio.protocol.PacketFormatException;
import dev.sockeye.testsupport.Proves;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class JsonpTest {
    @Test
    @Proves("E92")
    void aPayloadIsTheArgumentOfACall() {
        ByteBuf out = Unpooled.buffer();
        Jsonp.encode("0", "4\"\\\u2028\n€", out);
        assertThat(out.toString(UTF_8)).isEqualTo("___eio[0](\"4\\\"\\\\\\u2028\\n€\");");
    }

    @Test
    @Proves("E92")
    void aFormFieldIsDecodedAndItsNewlinesUnescaped() throws Exception {
        // the client escapes a newline as \n, and a backslash before n as \\n
        assertThat(decode("d=2%3A4a")).isEqualTo("2:4a");
        assertThat(decode("x=1&d=4a%5Cnb")).isEqualTo("4a\nb");
        assertThat(decode("d=4a%5C%5Cnb")).isEqualTo("4a\\nb");
        assertThat(decode("d=4a%5C%5C%5Cnb")).isEqualTo("4a\\\\nb");
        assertThat(decode("d=a+b")).isEqualTo("a b");
    }

    @Test
    void aFormWithoutTheFieldIsRefused() {
        assertThatThrownBy(() -> decode("e=1")).isInstanceOf(PacketFormatException.class);
    }

    @Test
    void brokenEscapesStayAsTheyAre() throws PacketFormatException {
        assertThat(decode("d=4%zz%4")).isEqualTo("4%zz%4");
    }

    private static String decode(String body) throws PacketFormatException {
        return new String(Jsonp.decode(body.getBytes(UTF_8)), UTF_8);
    }
}
