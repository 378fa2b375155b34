package dev.sockeye.bench.socketio;

import dev.sockeye.engineio.EngineMessage;
import dev.sockeye.engineio.protocol.OutgoingMessage;
import dev.sockeye.socketio.parser.Parsers;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One event in and one out with the JSON parser; the buffers of the transport are not part of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PacketBenchmark {

    private static final String TEXT = "\"" + "a".repeat(64) + "\"";
    private static final String OBJECT = "{\"id\":10000,\"user\":\"user-4711\",\"room\":\"general\",\"text\":\""
            + "The quick brown fox jumps over the lazy dog while it rains\",\"tags\":[\"a\",\"b\",\"c\"],"
            + "\"meta\":{\"seen\":true,\"score\":17,\"lang\":\"en\"},\"at\":1763683200}";

    /** What the event carries: a string of 64 B or an object of about 200 B. */
    @Param({"text", "object"})
    public String payload = "text";

    private final PacketParser parser = Parsers.json();
    private final PacketParser.Decoder decoder = parser.newDecoder();
    private EngineMessage message = EngineMessage.text(new byte[0], 0);
    private SocketPacket.Event values = event(PacketArgs.of("echo"));
    private SocketPacket.Event arrived = values;

    private static SocketPacket.Event event(PacketArgs args) {
        return new SocketPacket.Event("/", SocketPacket.NO_ACK, args);
    }

    /** Prepares the event in each of its forms. */
    @Setup
    public void prepare() throws PacketFormatException {
        String json = payload.equals("text") ? TEXT : OBJECT;
        message = EngineMessage.text(("42[\"echo\"," + json + "]").getBytes(StandardCharsets.UTF_8), 1);
        arrived = decode();
        values = event(PacketArgs.of("echo", arrived.args().value(1)));
    }

    /** A message to a packet whose arguments nobody has asked for. */
    @Benchmark
    public SocketPacket.Event decode() throws PacketFormatException {
        SocketPacket packet = decoder.decode(message);
        if (packet instanceof SocketPacket.Event event) {
            return event;
        }
        throw new IllegalStateException("decoded " + packet + " (expected: an event)");
    }

    /** A message to an argument as a value. */
    @Benchmark
    public @Nullable Object decodeToValue() throws PacketFormatException {
        return decode().args().value(1);
    }

    /** Values to a message. */
    @Benchmark
    public OutgoingMessage encode() {
        return parser.encode(values);
    }

    /** Arguments that arrived to a message, without values between. */
    @Benchmark
    public OutgoingMessage encodeRelayed() {
        return parser.encode(arrived);
    }
}
