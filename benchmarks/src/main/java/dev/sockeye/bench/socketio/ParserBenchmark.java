package dev.sockeye.bench.socketio;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sockeye.engineio.EngineMessage;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.parser.Parsers;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a packet costs to read, to pass on and to write. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ParserBenchmark {
    /** The object of the load generator. */
    private static final String OBJECT = "{\"id\":10000,\"user\":\"user-4711\",\"room\":\"general\",\"text\":\""
            + "The quick brown fox jumps over the lazy dog while it rains\",\"tags\":[\"a\",\"b\",\"c\"],"
            + "\"meta\":{\"seen\":true,\"score\":17,\"lang\":\"en\"},\"at\":1763683200}";

    private final PacketParser parser = Parsers.json();
    private final PacketParser.Decoder decoder = parser.newDecoder();
    private final EngineMessage text64 = message("2[\"message\",\"" + "x".repeat(64) + "\"]");
    private final EngineMessage text16k = message("2[\"message\",\"" + "x".repeat(16_384) + "\"]");
    private final EngineMessage object200 = message("2[\"message\"," + OBJECT + "]");
    private final EngineMessage objects20k = message("2[\"message\",[" + (OBJECT + ",").repeat(99) + OBJECT + "]]");
    private final String string64 = "x".repeat(64);
    private final String string16k = "x".repeat(16_384);
    private final String umlauts64 = "xxxxxxxä".repeat(8);
    private final byte[] kilobyte = new byte[1_024];

    /** A record as an application would have it. */
    public record Pos(double x, double y) {}

    private static EngineMessage message(String text) {
        return EngineMessage.text(text.getBytes(UTF_8), 0);
    }

    private SocketPacket.Event decode(EngineMessage message) throws PacketFormatException {
        SocketPacket packet = decoder.decode(message);
        if (packet instanceof SocketPacket.Event event) {
            return event;
        }
        throw new IllegalStateException("no event: " + packet);
    }

    private OutgoingMessage emit(@Nullable Object value) {
        return parser.encode(new SocketPacket.Event("/", SocketPacket.NO_ACK, PacketArgs.of("message", value)));
    }

    @Benchmark
    public SocketPacket decodeText64() throws PacketFormatException {
        return decode(text64);
    }

    @Benchmark
    public @Nullable Object decodeAndReadText64() throws PacketFormatException {
        SocketPacket.Event event = decode(text64);
        return event.args().value(0) == null ? null : event.args().get(1, String.class);
    }

    @Benchmark
    public SocketPacket decodeText16k() throws PacketFormatException {
        return decode(text16k);
    }

    @Benchmark
    public SocketPacket decodeObject200() throws PacketFormatException {
        return decode(object200);
    }

    @Benchmark
    public SocketPacket decodeObjects20k() throws PacketFormatException {
        return decode(objects20k);
    }

    @Benchmark
    public OutgoingMessage relayObject200() throws PacketFormatException {
        return emit(decode(object200).args().raw(1));
    }

    @Benchmark
    public OutgoingMessage readAndWriteObject200() throws PacketFormatException {
        return emit(decode(object200).args().get(1, Map.class));
    }

    @Benchmark
    public OutgoingMessage encodeText64() {
        return emit(string64);
    }

    @Benchmark
    public OutgoingMessage encodeText64WithUmlauts() {
        return emit(umlauts64);
    }

    @Benchmark
    public OutgoingMessage encodeText16k() {
        return emit(string16k);
    }

    @Benchmark
    public OutgoingMessage encodeBinary1k() {
        return emit(kilobyte);
    }

    @Benchmark
    public OutgoingMessage encodeRecord() {
        return emit(new Pos(1.5, -2.25));
    }
}
