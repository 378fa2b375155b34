package dev.sockeye.conformance.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sockeye.testsupport.wire.ClientFrames;
import java.util.List;

/** What a client might send, to start from. */
final class Seeds {
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
}
