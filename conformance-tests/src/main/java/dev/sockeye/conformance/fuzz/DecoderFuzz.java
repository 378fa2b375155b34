package dev.sockeye.conformance.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sockeye.conformance.wire.ClientFrames;
import dev.sockeye.engineio.EngineMessage;
import dev.sockeye.engineio.internal.websocket.codec.FrameListener;
import dev.sockeye.engineio.internal.websocket.codec.FrameReader;
import dev.sockeye.engineio.internal.websocket.codec.WebSocketException;
import dev.sockeye.socketio.parser.Parsers;
import dev.sockeye.socketio.protocol.MessagePack;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decoders fed with malformed input in this process. A decoder may refuse with the exception that is for it; any other,
 * an error, or a single input that takes longer than a second ends the run.
 */
final class DecoderFuzz {
    /** Takes one input; false if it refused it. */
    @FunctionalInterface
    private interface Target {
        boolean accepts(byte[] input) throws Exception;
    }

    /** How a run went. */
    record Result(String target, long inputs, long accepted, double seconds) {
        @Override
        public String toString() {
            return String.format(
                    "%-11s %,d inputs, %,d accepted, %,.0f a second", target, inputs, accepted, inputs / seconds);
        }
    }

    private static final Map<String, Target> TARGETS = new TreeMap<>(Map.of(
            "json", DecoderFuzz::json,
            "msgpack", DecoderFuzz::msgpack,
            "messagepack", DecoderFuzz::messagePack,
            "frames", DecoderFuzz::frames));

    private DecoderFuzz() {}

    static List<Result> runAll(long inputs, long seed) {
        return TARGETS.entrySet().stream()
                .map(target -> run(target.getKey(), target.getValue(), inputs, seed))
                .toList();
    }

    private static Result run(String name, Target target, long inputs, long seed) {
        Mutator mutator = new Mutator(seed, seeds(name));
        long accepted = 0;
        long started = System.nanoTime();
        for (long i = 0; i < inputs; i++) {
            byte[] input = mutator.next();
            long from = System.nanoTime();
            try {
                accepted += target.accepts(input) ? 1 : 0;
            } catch (Exception | StackOverflowError | OutOfMemoryError e) {
                throw new IllegalStateException(failure(name, seed, i, input), e);
            }
            if (System.nanoTime() - from > 1_000_000_000L) {
                throw new IllegalStateException(failure(name, seed, i, input) + ": took longer than a second");
            }
        }
        return new Result(name, inputs, accepted, (System.nanoTime() - started) / 1e9);
    }

    private static String failure(String name, long seed, long number, byte[] input) {
        byte[] start = Arrays.copyOf(input, Math.min(input.length, 2000));
        return name + ", seed " + seed + ", input " + number + ": "
                + java.util.HexFormat.of().formatHex(start);
    }

    private static List<byte[]> seeds(String name) {
        return switch (name) {
            case "json" ->
                Seeds.SOCKET_PACKETS.stream().map(text -> text.getBytes(UTF_8)).toList();
            case "frames" -> Seeds.frames();
            case "msgpack" -> Seeds.msgpackPackets();
            default ->
                List.of(
                        MessagePack.encode(List.of("uid", Map.of("type", 2, "nsp", "/", "data", List.of("x", 1.5)))),
                        MessagePack.encode(Map.of("a", new byte[300], "b", Arrays.asList(null, true, -1L, 1L << 40))),
                        MessagePack.encode("text of some length that needs more than one byte of header"),
                        new byte[] {(byte) 0xdd, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1},
                        new byte[] {(byte) 0xc7, 12, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        };
    }

    private static boolean json(byte[] input) {
        return decode(Parsers.json().newDecoder(), EngineMessage.text(input, 0));
    }

    private static boolean msgpack(byte[] input) {
        return decode(Parsers.msgpack().newDecoder(), EngineMessage.binary(input, 0));
    }

    private static boolean decode(PacketParser.Decoder decoder, EngineMessage message) {
        try {
            SocketPacket packet = decoder.decode(message);
            for (int i = 0; packet == null && i < 11; i++) {
                packet = decoder.decode(EngineMessage.binary(new byte[] {1, 2, 3}, 0));
            }
            if (packet instanceof SocketPacket.Event event) {
                readAll(event.args());
            } else if (packet instanceof SocketPacket.Ack ack) {
                readAll(ack.args());
            }
            return packet != null;
        } catch (PacketFormatException e) {
            return false;
        }
    }

    private static void readAll(PacketArgs args) {
        Map<Integer, @Nullable Object> values = new HashMap<>();
        for (int i = 0; i < args.size(); i++) {
            values.put(i, args.value(i));
        }
    }

    private static boolean messagePack(byte[] input) {
        try {
            MessagePack.decode(input);
            return true;
        } catch (PacketFormatException e) {
            return false;
        }
    }

    private static boolean frames(byte[] input) {
        FrameReader reader = new FrameReader(100_000, 100, null, new Ignore());
        try {
            // in two parts, cut where the input itself says
            int cut = input.length == 0 ? 0 : (input[input.length - 1] & 0xFF) % (input.length + 1);
            reader.read(Unpooled.wrappedBuffer(input, 0, cut));
            reader.read(Unpooled.wrappedBuffer(input, cut, input.length - cut));
            return true;
        } catch (WebSocketException e) {
            return false;
        } finally {
            reader.release();
        }
    }

    /** Takes what is read. */
    private static final class Ignore implements FrameListener {
        @Override
        public void onText(byte[] utf8) {}

        @Override
        public void onBinary(byte[] bytes) {}

        @Override
        public void onPing(byte[] bytes) {}

        @Override
        public void onPong(byte[] bytes) {}

        @Override
        public void onClose(int code, String reason) {}
    }

    /** What a client might send, to start from. */
    static final class Seeds {
        static final List<String> SOCKET_PACKETS = List.of(
                "0",
                "0{\"token\":\"x\"}",
                "0/admin,{}",
                "1",
                "2[\"echo\",1,\"two\",{\"three\":[true,null]}]",
                "212[\"echo\",\"\\ud83d\\ude00 \u00fc \\n\"]",
                "2/admin,7[\"x\",-1.5e3]",
                "31[\"a\"]",
                "51-[\"x\",{\"_placeholder\":true,\"num\":0}]",
                "62-3[{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":0}]",
                "2[\"deep\"" + ",[".repeat(40) + "1" + "]".repeat(40) + "]");

        private Seeds() {}

        static List<byte[]> frames() {
            return List.of(
                    ClientFrames.text("42[\"echo\",\"hello\"]"),
                    ClientFrames.concat(
                            ClientFrames.frame(1, "4".getBytes(UTF_8)), ClientFrames.frame(0x80, "3".getBytes(UTF_8))),
                    ClientFrames.frame(0x89, "ping".getBytes(UTF_8)),
                    ClientFrames.close(1000, "bye".getBytes(UTF_8)),
                    ClientFrames.binary(new byte[300]),
                    ClientFrames.head(0x82, 90_000));
        }

        static List<byte[]> msgpackPackets() {
            return List.of(
                    MessagePack.encode(Map.of("type", 0, "nsp", "/")),
                    MessagePack.encode(
                            Map.of("type", 2, "nsp", "/", "id", 5, "data", List.of("echo", new byte[9], 1.5))),
                    MessagePack.encode(Map.of("type", 3, "nsp", "/a", "id", 1, "data", List.of(Map.of("k", "v")))));
        }
    }
}
