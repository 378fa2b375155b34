package dev.sockeye.socketio.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.sockeye.socketio.data.MessagePackWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MessagePack as notepack.io 3 writes and reads it; the bytes were written by it. */
final class MessagePackTest {
    private static final HexFormat HEX = HexFormat.of();

    record Sample(@Nullable Object data, String hex) {}

    static List<Sample> samples() {
        return List.of(
                new Sample(0, "00"),
                new Sample(127, "7f"),
                new Sample(128, "cc80"),
                new Sample(255, "ccff"),
                new Sample(256, "cd0100"),
                new Sample(65535, "cdffff"),
                new Sample(65536, "ce00010000"),
                new Sample(4294967295L, "ceffffffff"),
                new Sample(4294967296L, "cf0000000100000000"),
                new Sample(9007199254740991L, "cf001fffffffffffff"),
                new Sample(-1, "ff"),
                new Sample(-32, "e0"),
                new Sample(-33, "d0df"),
                new Sample(-128, "d080"),
                new Sample(-129, "d1ff7f"),
                new Sample(-32768, "d18000"),
                new Sample(-32769, "d2ffff7fff"),
                new Sample(-2147483648, "d280000000"),
                new Sample(-2147483649L, "d3ffffffff7fffffff"),
                new Sample(1.5, "cb3ff8000000000000"),
                new Sample(-0.1, "cbbfb999999999999a"),
                new Sample(Double.NaN, "cb7ff8000000000000"),
                new Sample(Double.POSITIVE_INFINITY, "cb7ff0000000000000"),
                new Sample("", "a0"),
                new Sample("ä€𝄞", "a9c3a4e282acf09d849e"),
                new Sample("x".repeat(31), "bf" + "78".repeat(31)),
                new Sample("x".repeat(32), "d920" + "78".repeat(32)),
                new Sample("x".repeat(255), "d9ff" + "78".repeat(255)),
                new Sample("x".repeat(256), "da0100" + "78".repeat(256)),
                new Sample("x".repeat(65536), "db00010000" + "78".repeat(65536)),
                new Sample(true, "c3"),
                new Sample(false, "c2"),
                new Sample(null, "c0"),
                new Sample(List.of(), "90"),
                new Sample(Map.of(), "80"),
                new Sample(List.of(1, List.of(2, Map.of("a", "b"))), "9201920281a161a162"),
                new Sample(Collections.nCopies(15, 1), "9f" + "01".repeat(15)),
                new Sample(Collections.nCopies(16, 1), "dc0010" + "01".repeat(16)),
                new Sample(Collections.nCopies(65536, 1), "dd00010000" + "01".repeat(65536)),
                new Sample(new byte[] {1, 2, 3}, "c403010203"),
                new Sample(new byte[255], "c4ff" + "00".repeat(255)),
                new Sample(new byte[256], "c50100" + "00".repeat(256)),
                new Sample(new byte[65536], "c600010000" + "00".repeat(65536)),
                new Sample(Instant.EPOCH, "d6ff00000000"),
                new Sample(Instant.ofEpochMilli(1767323045000L), "d6ff695735a5"),
                new Sample(Instant.ofEpochMilli(1767323045678L), "d7ffa1a5d600695735a5"),
                new Sample(Instant.ofEpochMilli(-1), "c70cff3b8b87c0ffffffffffffffff"),
                new Sample(Instant.ofEpochMilli(17179869184000L), "c70cff000000000000000400000000"));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void bytesAreThoseOfTheLibrary(Sample sample) throws Exception {
        assertThat(HEX.formatHex(MessagePack.encode(sample.data()))).isEqualTo(sample.hex());
        assertThat(MessagePack.decode(HEX.parseHex(sample.hex()))).isEqualTo(sample.data());
    }

    @Test
    void otherTypesAreWrittenAsTheDataTheyStandFor() {
        assertThat(MessagePack.encode(1.0)).containsExactly(1);
        assertThat(MessagePack.encode(-0.0)).containsExactly(0);
        assertThat(MessagePack.encode((short) -1)).containsExactly(0xff);
        assertThat(MessagePack.encode(BigInteger.TEN)).containsExactly(10);
        assertThat(HEX.formatHex(MessagePack.encode(BigInteger.TWO.pow(64)))).isEqualTo("cb43f0000000000000");
        assertThat(HEX.formatHex(MessagePack.encode(new BigDecimal("0.5")))).isEqualTo("cb3fe0000000000000");
        assertThat(HEX.formatHex(MessagePack.encode(1e19))).isEqualTo("cb43e158e460913d00");
        assertThat(HEX.formatHex(MessagePack.encode(Long.MIN_VALUE))).isEqualTo("d38000000000000000");
        assertThat(HEX.formatHex(MessagePack.encode(new Date(0)))).isEqualTo("d6ff00000000");
        assertThat(HEX.formatHex(MessagePack.encode(ByteBuffer.wrap(new byte[] {1, 2, 3}, 1, 1))))
                .isEqualTo("c40102");
        assertThat(HEX.formatHex(MessagePack.encode(Collections.singletonMap(1, null))))
                .isEqualTo("81a131c0");
    }

    @Test
    void datesForOlderPeersAreExtensionZero() {
        MessagePackWriter writer = MessagePackWriter.forNotepack2(8);
        writer.value(List.of(Instant.ofEpochMilli(1767323045678L), Instant.ofEpochMilli(-1)));
        assertThat(HEX.formatHex(writer.toByteArray())).isEqualTo("92d7000000019b7ca98f2ed700ffffffffffffffff");
    }

    @Test
    void datesForOlderPeersThatNoLongHoldsAreNoDates() {
        MessagePackWriter writer = MessagePackWriter.forNotepack2(8);
        writer.value(List.of(Instant.MAX, Instant.MIN));
        assertThat(HEX.formatHex(writer.toByteArray())).isEqualTo("92d7007fffffffffffffffd7008000000000000000");
    }

    @Test
    void keysAreWhatJavaScriptMakesOfThem() throws Exception {
        assertThat(decode("85" + "c40161" + "01" + "c7010061" + "02" + "d40000" + "03" + "9201c0" + "04" + "c005"))
                .isEqualTo(Map.of("a", 1, "[object ArrayBuffer]", 2, "undefined", 3, "1,", 4, "null", 5));
    }

    @Test
    void whatOtherWritersWriteIsRead() throws Exception {
        assertThat(decode("d40000")).isNull(); // undefined
        assertThat(decode("d7000000019b7ca98f2e")).isEqualTo(Instant.ofEpochMilli(1767323045678L));
        assertThat(decode("c702000304")).isEqualTo(new byte[] {3, 4}); // an array buffer
        assertThat(decode("c80002000304")).isEqualTo(new byte[] {3, 4});
        assertThat(decode("c900000002000304")).isEqualTo(new byte[] {3, 4});
        assertThat(decode("d50501ff"))
                .asInstanceOf(LIST)
                .containsExactly(5, new byte[] {1, -1}); // an unknown extension
        assertThat(decode("c70005")).asInstanceOf(LIST).containsExactly(5, new byte[0]);
        assertThat(decode("d8ff" + "00".repeat(16))).asInstanceOf(LIST).containsExactly(-1, new byte[16]);
        assertThat(decode("ca3f800000")).isEqualTo(1);
        assertThat(decode("cb3ff0000000000000")).isEqualTo(1);
        assertThat(decode("ca3f000000")).isEqualTo(0.5);
        assertThat(decode("cfffffffffffffffff")).isEqualTo(0x1p64);
        assertThat(decode("d3ffffffffffffffff")).isEqualTo(-1);
        assertThat(decode("cf0000000000000001")).isEqualTo(1);
        assertThat(decode("82a16101a16102")).isEqualTo(Map.of("a", 2)); // the last of the same name
        assertThat(decode("8101c0")).isEqualTo(Collections.singletonMap("1", null)); // a key that is no text
        assertThat(decode("c70cff000000007fffffffffffffff")).isNull(); // no such time
    }

    private static @Nullable Object decode(String hex) throws PacketFormatException {
        byte[] bytes = HEX.parseHex(hex);
        MessagePackReader reader = new MessagePackReader(bytes, 0, 10);
        reader.skip();
        reader.end();
        return MessagePack.decode(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c1",
                "0000",
                "a1",
                "ccdd00",
                "cd00",
                "91",
                "9101c0",
                "81a161",
                "dd7fffffff",
                "ddffffffff",
                "df7fffffff",
                "dfffffffff",
                "c6ffffffff",
                "dbffffffff",
                "c9ffffffff00",
                "d400",
                "d7ff00",
                "c70cff00"
            })
    void whatIsTruncatedOrHasARestIsRefused(String hex) {
        assertThatThrownBy(() -> MessagePack.decode(HEX.parseHex(hex))).isInstanceOf(PacketFormatException.class);
        assertThatThrownBy(() -> decode(hex)).isInstanceOf(PacketFormatException.class);
    }

    @Test
    void nestingIsLimited() throws Exception {
        byte[] limit = new byte[MessagePack.MAX_DEPTH];
        Arrays.fill(limit, (byte) 0x91);
        limit[limit.length - 1] = (byte) 0x90;
        assertThat(MessagePack.decode(limit)).isInstanceOf(List.class);
        new MessagePackReader(limit, 0, limit.length).skip();
        assertThatThrownBy(() -> new MessagePackReader(limit, 0, limit.length - 1).skip())
                .hasMessage("nested more than 499 deep");
        assertThatThrownBy(() -> new MessagePackReader(limit, 0, limit.length - 1).value())
                .hasMessage("nested more than 499 deep");

        byte[] maps = HEX.parseHex("81a161".repeat(400_000) + "c0");
        assertThatThrownBy(() -> MessagePack.decode(maps)).hasMessage("nested more than 500 deep");
        assertThatThrownBy(() -> new MessagePackReader(maps, 0, 1_000).skip()).hasMessage("nested more than 1000 deep");
        byte[] keys = HEX.parseHex("81".repeat(400_000) + "c0");
        assertThatThrownBy(() -> MessagePack.decode(keys)).isInstanceOf(PacketFormatException.class);
    }

    @Test
    void whatIsNoDataOrContainsItselfIsRefused() {
        assertThatThrownBy(() -> MessagePack.encode(new Object()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("java.lang.Object is no data");
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        assertThatThrownBy(() -> MessagePack.encode(endless)).hasMessage("nested more than 500 deep");
    }

    @Test
    void generatedDataComesBackAndNoPrefixIsWhole() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            Object data = data(random, 0);
            byte[] bytes = MessagePack.encode(data);
            assertThat(MessagePack.decode(bytes)).usingRecursiveComparison().isEqualTo(data);
            MessagePackReader reader = new MessagePackReader(bytes, 0, 500);
            reader.skip();
            reader.end();
            for (int length = 0; length < bytes.length; length++) {
                byte[] prefix = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> MessagePack.decode(prefix)).isInstanceOf(PacketFormatException.class);
            }
        }
    }

    @Test
    void mutationsAreReadOrRefusedAndSkippingAgreesWithReading() {
        Random random = new Random(8);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = MessagePack.encode(data(random, 1));
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            assertThat(outcome(bytes, true)).isEqualTo(outcome(bytes, false));
        }
    }

    private static boolean outcome(byte[] bytes, boolean skip) {
        MessagePackReader reader = new MessagePackReader(bytes, 0, 500);
        try {
            if (skip) {
                reader.skip();
            } else {
                reader.value();
            }
            reader.end();
            return true;
        } catch (PacketFormatException e) {
            return false;
        }
    }

    private static @Nullable Object data(Random random, int depth) {
        switch (random.nextInt(depth > 3 ? 7 : 9)) {
            case 0:
                return null;
            case 1:
                return random.nextBoolean();
            case 2:
                return random.nextInt() >> random.nextInt(32);
            case 3:
                return random.nextLong() | 1L << 40;
            case 4:
                return random.nextGaussian();
            case 5:
                return "ä€𝄞x".repeat(random.nextInt(20));
            case 6:
                byte[] bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                return bytes;
            case 7:
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(data(random, depth + 1));
                }
                return list;
            default:
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put("k" + i, data(random, depth + 1));
                }
                return map;
        }
    }
}
