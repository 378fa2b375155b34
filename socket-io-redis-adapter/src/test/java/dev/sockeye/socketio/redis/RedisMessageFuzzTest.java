package dev.sockeye.socketio.redis;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sockeye.socketio.adapter.cluster.ClusterMessage;
import dev.sockeye.socketio.adapter.cluster.ClusterMessageCodec;
import dev.sockeye.socketio.adapter.cluster.DataJson;
import dev.sockeye.socketio.protocol.MessagePack;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.testsupport.fuzz.CanonicalText;
import dev.sockeye.testsupport.fuzz.FuzzTarget;
import dev.sockeye.testsupport.fuzz.MutationTests;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What anybody may publish to Redis: broadcasts, requests and answers of the Pub/Sub adapter and of emitters, messages of the
 * sharded adapter, entries of streams. Refused, or the same when written and read again; and the short ways that look at a
 * part of a message see the same as the decoder of the whole.
 */
final class RedisMessageFuzzTest {
    private static final PubSubWire WIRE = new PubSubWire("/", RedisMessageCodec.messagePack(), DataParser.INSTANCE);
    private static final ClusterMessageCodec CODEC = new ClusterMessageCodec(DataParser.INSTANCE);
    private static final StreamCodec STREAM = new StreamCodec(CODEC, false);

    private static final FuzzTarget BROADCASTS = FuzzTarget.of("broadcasts", RedisMessageFuzzTest::acceptsBroadcast);
    private static final FuzzTarget REQUESTS = FuzzTarget.of("requests", RedisMessageFuzzTest::acceptsRequest);
    private static final FuzzTarget SHARDED = FuzzTarget.of("sharded", RedisMessageFuzzTest::acceptsSharded);
    private static final FuzzTarget STREAMS = FuzzTarget.of("streams", RedisMessageFuzzTest::acceptsEntry);

    @FuzzTest
    void broadcasts(byte[] input) {
        BROADCASTS.check(input);
    }

    @FuzzTest
    void requests(byte[] input) {
        REQUESTS.check(input);
    }

    @FuzzTest
    void sharded(byte[] input) {
        SHARDED.check(input);
    }

    @FuzzTest
    void streams(byte[] input) {
        STREAMS.check(input);
    }

    @TestFactory
    Stream<DynamicTest> mutations() {
        return MutationTests.of(RedisMessageFuzzTest.class, BROADCASTS, REQUESTS, SHARDED, STREAMS);
    }

    private static boolean acceptsBroadcast(byte[] input) {
        BroadcastHeader header = BroadcastHeader.read(input);
        ClusterMessage.Broadcast broadcast;
        try {
            broadcast = WIRE.decodeBroadcast(input);
        } catch (PacketFormatException e) {
            return false;
        }
        List<String> rooms = header == null ? null : header.rooms();
        if (rooms != null) {
            FuzzTarget.require(header.uid().equals(broadcast.uid()), "header and message have the same sender");
            FuzzTarget.require(
                    new LinkedHashSet<>(rooms).equals(broadcast.options().rooms()),
                    "header and message have the same rooms");
        }
        byte[] once = WIRE.encodeBroadcast(broadcast);
        try {
            byte[] twice = WIRE.encodeBroadcast(WIRE.decodeBroadcast(once));
            FuzzTarget.require(
                    areSame(MessagePack.decode(once), MessagePack.decode(twice)), "written again it is the same");
        } catch (PacketFormatException e) {
            throw new AssertionError("what was written is refused", e);
        }
        return true;
    }

    private static boolean acceptsRequest(byte[] input) {
        Map<?, ?> fields;
        try {
            fields = WIRE.decodeFields(input);
        } catch (PacketFormatException e) {
            return false;
        }
        return isRequest(fields) | isResponse(fields);
    }

    private static boolean isRequest(Map<?, ?> fields) {
        try {
            if (!(fields.get("type") instanceof Number type)) {
                return false;
            }
            Optional<ClusterMessage> request = WIRE.readRequest(type.intValue(), fields);
            if (request.isPresent()) {
                Map<?, ?> again = WIRE.decodeFields(WIRE.encodeRequest(request.get()));
                ClusterMessage read = WIRE.readRequest(type.intValue(), again).orElseThrow();
                FuzzTarget.require(
                        areSame(again, WIRE.decodeFields(WIRE.encodeRequest(read))),
                        "a request written again is the same");
            }
            return request.isPresent();
        } catch (PacketFormatException e) {
            return false;
        }
    }

    private static boolean isResponse(Map<?, ?> fields) {
        try {
            Optional<ClusterMessage.Response> response = WIRE.readResponse(fields);
            if (response.isPresent()) {
                Map<?, ?> again = WIRE.decodeFields(WIRE.encodeResponse(response.get()));
                ClusterMessage.Response read = WIRE.readResponse(again).orElseThrow();
                FuzzTarget.require(
                        areSame(again, WIRE.decodeFields(WIRE.encodeResponse(read))),
                        "an answer written again is the same");
            }
            return response.isPresent();
        } catch (PacketFormatException e) {
            return false;
        }
    }

    private static boolean acceptsSharded(byte[] input) {
        ClusterMessage message;
        try {
            message = CODEC.decode(
                    input.length > 0 && input[0] == '{'
                            ? DataJson.decode(input)
                            : MessagePackCodec.INSTANCE.decode(input));
        } catch (PacketFormatException e) {
            return false;
        }
        BroadcastHeader header = BroadcastHeader.readMessage(input);
        if (header != null) {
            FuzzTarget.require(header.uid().equals(message.uid()), "header and message have the same sender");
            requireRooms(header.rooms(), message);
        } else if (message instanceof ClusterMessage.Broadcast && input[0] == '{') {
            requireRooms(OptionsTail.roomsOfMessage(input), message);
        }
        return true;
    }

    /** What was read of a broadcast without its packet must be what the decoder reads. */
    private static void requireRooms(@Nullable Collection<String> rooms, ClusterMessage message) {
        if (rooms != null) {
            FuzzTarget.require(
                    message instanceof ClusterMessage.Broadcast broadcast
                            && new LinkedHashSet<>(rooms)
                                    .equals(broadcast.options().rooms()),
                    "header and message have the same rooms");
        }
    }

    /** An input is the type, a line feed, and the data. */
    private static boolean acceptsEntry(byte[] input) {
        int line = new String(input, StandardCharsets.ISO_8859_1).indexOf('\n');
        String type = line < 0 ? "" : new String(input, 0, line, StandardCharsets.UTF_8);
        byte[] data = line < 0 ? null : Arrays.copyOfRange(input, line + 1, input.length);
        ClusterMessage message = read(type, data);
        if (message == null) {
            return false;
        }
        if (message instanceof ClusterMessage.Broadcast && data != null) {
            requireRooms(StreamCodec.rooms(data), message);
        }
        Map<String, byte[]> once = STREAM.encode(message);
        ClusterMessage again = read(StreamCodec.text(once, "type"), once.get("data"));
        FuzzTarget.require(again != null, "what was written is accepted");
        FuzzTarget.require(
                areSame(CODEC.encode(message), CODEC.encode(again)), "an entry written and read again is the same");
        return true;
    }

    private static boolean areSame(@Nullable Object some, @Nullable Object other) {
        return CanonicalText.of(some).equals(CanonicalText.of(other));
    }

    private static @Nullable ClusterMessage read(String type, byte @Nullable [] data) {
        Map<String, byte[]> fields = new LinkedHashMap<>();
        fields.put("uid", RedisLink.utf8("abc"));
        fields.put("nsp", RedisLink.utf8("/"));
        fields.put("type", RedisLink.utf8(type));
        if (data != null && data.length > 0) {
            fields.put("data", data);
        }
        try {
            return STREAM.decode(fields);
        } catch (PacketFormatException e) {
            return null;
        }
    }
}
