package dev.sockeye.socketio.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.BroadcastOptions.Flags;
import dev.sockeye.socketio.adapter.SocketSnapshot;
import dev.sockeye.socketio.adapter.cluster.ClusterMessage;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.SocketPacket;
import dev.sockeye.testsupport.Proves;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

@Proves({"A13", "A15"})
final class PubSubWireTest {
    private static final HexFormat HEX = HexFormat.of();

    private final PubSubWire wire = new PubSubWire("/", RedisMessageCodec.messagePack(), DataParser.INSTANCE);

    private static BroadcastOptions to(String room) {
        return new BroadcastOptions(Set.of(room), Set.of(), Flags.NONE);
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    @Test
    void aBroadcastIsAnArrayOfSenderPacketAndOptions() {
        byte[] message = wire.encodeBroadcast(new ClusterMessage.Broadcast(
                "abcdef",
                "/",
                new SocketPacket.Event("/", SocketPacket.NO_ACK, PacketArgs.of("hi", 1, new byte[] {2})),
                to("red"),
                Optional.empty()));

        assertThat(HEX.formatHex(message))
                .isEqualTo(
                        "93" // ["abcdef", {type: 2, data: ["hi", 1, <02>], nsp: "/"}, opts]
                                + "a6616263646566"
                                + "83a474797065" + "02" + "a464617461" + "93a2686901c40102" + "a36e7370a12f"
                                + "83a5726f6f6d73" + "91a3726564" + "a6657863657074" + "90" + "a5666c616773" + "80");
    }

    @Test
    void aBroadcastOfNodeIsRead() throws PacketFormatException {
        // What notepack.io 3 writes for a volatile event to the rooms 7 (a number) and "red".
        byte[] message = HEX.parseHex("93a67a7a7a7a7a7a83a47479706502a46461746191a26869a36e7370a22f6e"
                + "83a5726f6f6d739207a3726564a665786365707491a178a5666c61677381a8766f6c6174696c65c3");

        ClusterMessage.Broadcast broadcast = wire.decodeBroadcast(message);

        assertThat(broadcast.uid()).isEqualTo("zzzzzz");
        assertThat(broadcast.namespace()).isEqualTo("/n");
        assertThat(broadcast.packet().args().values()).containsExactly("hi");
        assertThat(broadcast.options())
                .isEqualTo(new BroadcastOptions(Set.of("7", "red"), Set.of("x"), Flags.NONE.withVolatile()));
    }

    @Test
    @Proves("A25")
    void whatOldSendersLeaveOutIsTolerated() throws PacketFormatException {
        // ["emitter", {type: 2, data: ["hi"]}, {rooms: [], flags: {json: true}}]: no nsp, no except
        byte[] message = HEX.parseHex(
                "93a7656d697474657282a47479706502a46461746191a2686982a5726f6f6d7390a5666c61677381a46a736f6ec3");

        ClusterMessage.Broadcast broadcast = wire.decodeBroadcast(message);

        assertThat(broadcast.namespace()).isEqualTo("/");
        assertThat(broadcast.options()).isEqualTo(BroadcastOptions.ALL);
    }

    @Test
    void requestsAreJson() {
        assertThat(text(wire.encodeRequest(new ClusterMessage.SocketsJoin("u", "/", to("red"), Set.of("blue")))))
                .isEqualTo(
                        "{\"uid\":\"u\",\"type\":2,\"opts\":{\"rooms\":[\"red\"],\"except\":[]},\"rooms\":[\"blue\"]}");
        assertThat(text(wire.encodeRequest(new ClusterMessage.DisconnectSockets("u", "/", to("red"), true))))
                .isEqualTo("{\"uid\":\"u\",\"type\":4,\"opts\":{\"rooms\":[\"red\"],\"except\":[]},\"close\":true}");
        assertThat(text(wire.encodeRequest(new ClusterMessage.FetchSockets("u", "/", BroadcastOptions.ALL, "r"))))
                .isEqualTo("{\"uid\":\"u\",\"requestId\":\"r\",\"type\":5,\"opts\":{\"rooms\":[],\"except\":[]}}");
        assertThat(text(wire.encodeRequest(
                        new ClusterMessage.ServerSideEmit("u", "/", PacketArgs.of("ev", 1), Optional.empty()))))
                .isEqualTo("{\"uid\":\"u\",\"type\":6,\"data\":[\"ev\",1]}");
        assertThat(text(wire.encodeAllRooms("u", "r"))).isEqualTo("{\"uid\":\"u\",\"requestId\":\"r\",\"type\":1}");
    }

    @Test
    void answersAreJsonUnlessThereIsBinaryInThem() {
        assertThat(text(wire.encodeResponse(new ClusterMessage.FetchSocketsResponse(
                        "u", "/", "r", List.of(new SocketSnapshot("id", Map.of(), Set.of("id"), null))))))
                .isEqualTo("{\"requestId\":\"r\",\"sockets\":"
                        + "[{\"id\":\"id\",\"handshake\":{},\"rooms\":[\"id\"],\"data\":null}]}");
        assertThat(text(wire.encodeResponse(new ClusterMessage.BroadcastClientCount("u", "/", "r", 3))))
                .isEqualTo("{\"type\":8,\"requestId\":\"r\",\"clientCount\":3}");
        assertThat(text(wire.encodeResponse(new ClusterMessage.ServerSideEmitResponse("u", "/", "r", "yes"))))
                .isEqualTo("{\"type\":6,\"requestId\":\"r\",\"data\":\"yes\"}");
        assertThat(wire.encodeResponse(new ClusterMessage.ServerSideEmitResponse("u", "/", "r", new byte[1])))
                .startsWith(0x83);
        assertThat(wire.encodeResponse(new ClusterMessage.BroadcastAck("u", "/", "r", "yes")))
                .startsWith(0x83);
    }

    @Test
    @Proves("A19")
    void aRoomThatIsANumberIsNamedInBothWays() {
        byte[] message = wire.encodeRequest(new ClusterMessage.FetchSockets(
                "u", "/", new BroadcastOptions(Set.of("42"), Set.of(), Flags.NONE), "r"));

        assertThat(text(message)).contains("\"rooms\":[\"42\",42]");
    }

    @Test
    void onlyEventsAreTaken() {
        byte[] connect = HEX.parseHex("93a16182a47479706500a4646174619080");
        assertThatThrownBy(() -> wire.decodeBroadcast(connect)).isInstanceOf(PacketFormatException.class);
    }

    @Test
    void theHeaderTellsSenderAndRoomsWithoutThePacket() {
        BroadcastHeader header =
                BroadcastHeader.read(HEX.parseHex("93a161" + "81a178c4020000" + "81a5726f6f6d7391a3726564"));

        assertThat(header).isEqualTo(new BroadcastHeader("a", List.of("red")));
    }

    @Test
    void everyPrefixOfAHeaderIsHarmless() {
        byte[] message = HEX.parseHex("93a161" + "81a178c4020000" + "81a5726f6f6d7391a3726564");
        for (int length = 0; length < message.length; length++) {
            byte[] prefix = java.util.Arrays.copyOf(message, length);
            assertThat(BroadcastHeader.read(prefix)).isNull();
        }
    }

    @Test
    void theRoomsOfAJsonBroadcastAreFoundAtItsEnd() {
        String before = "{\"uid\":\"u\",\"nsp\":\"/\",\"type\":3,\"data\":{\"packet\":{\"type\":2,\"data\":"
                + "[\"e\",{\"opts\":{\"rooms\":[\"not me\"]}}],\"nsp\":\"/\"},\"opts\":";
        String message = before + "{\"rooms\":[\"red\",7],\"except\":[\"}}\"],\"flags\":{}}}}";

        assertThat(OptionsTail.roomsOfMessage(message.getBytes(StandardCharsets.UTF_8)))
                .containsExactlyInAnyOrder("red", "7");
    }

    @Test
    void optionsBeforeThePacketAreLeftToTheDecoder() {
        String message = "{\"uid\":\"u\",\"nsp\":\"/\",\"type\":3,\"data\":{\"opts\":{\"rooms\":[\"red\"]},"
                + "\"packet\":{\"type\":2,\"data\":[{\"opts\":{\"rooms\":[\"blue\"]}}]}}}";

        assertThat(OptionsTail.roomsOfMessage(message.getBytes(StandardCharsets.UTF_8)))
                .isNull();
    }
}
