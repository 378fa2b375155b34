package dev.sockeye.bench.load;

import dev.sockeye.bench.wire.WebSocketFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One member of a room of many asks for broadcasts, several in one write, and again when all members have received all
 * of them. A unit is one delivery to one member.
 */
public final class BroadcastLoad extends ConnectedLoad {

    private final int burst;
    private final ByteBuf request;
    private final Replies replies;
    private long framesMissing;

    private BroadcastLoad(LoadLoop loop, int port, int members, int burst, ByteBuf request, Replies replies) {
        super(loop, port, members);
        this.burst = burst;
        this.request = Unpooled.unreleasableBuffer(request);
        this.replies = replies;
    }

    /** Broadcasts of a string. */
    public static BroadcastLoad strings(LoadLoop loop, int port, int members, int burst, int length) {
        String payload = Payloads.string(length, 'A');
        byte[] packet = ("42[\"bcast\"," + payload + "]").getBytes(StandardCharsets.UTF_8);
        ByteBuf request = WebSocketFrames.permanentBuffer(burst * (packet.length + WebSocketFrames.MAX_HEADER_BYTES));
        for (int i = 0; i < burst; i++) {
            WebSocketFrames.writeMasked(request, WebSocketFrames.TEXT, packet);
        }
        Replies replies = Replies.texts(List.of("42[\"b\"," + payload + "]"));
        return new BroadcastLoad(loop, port, members, burst, request, replies);
    }

    /** Broadcasts of one binary argument. */
    public static BroadcastLoad binary(LoadLoop loop, int port, int members, int length) {
        byte[] attachment = Payloads.bytes(length);
        byte[] packet = "451-[\"bcastbin\",{\"_placeholder\":true,\"num\":0}]".getBytes(StandardCharsets.UTF_8);
        ByteBuf request = WebSocketFrames.permanentBuffer(
                packet.length + attachment.length + 2 * WebSocketFrames.MAX_HEADER_BYTES);
        WebSocketFrames.writeMasked(request, WebSocketFrames.TEXT, packet);
        WebSocketFrames.writeMasked(request, WebSocketFrames.BINARY, attachment);
        Replies replies = Replies.withAttachment("451-[\"b\",{\"_placeholder\":true,\"num\":0}]", attachment);
        return new BroadcastLoad(loop, port, members, 1, request, replies);
    }

    @Override
    Client newClient(int index) {
        return new Member();
    }

    @Override
    void begin() {
        long deliveries = (long) clients.size() * burst;
        framesMissing = deliveries * replies.size();
        progress.addOutstanding(deliveries);
        clients.get(0).send(request.duplicate());
    }

    private final class Member extends Client {

        private long received;

        @Override
        void onMessage(ByteBuf in, int opcode, int index, int length) {
            String wrong = replies.check(received, in, opcode, index, length);
            if (wrong != null) {
                onFailure(wrong);
            }
            received++;
            if (received % replies.size() == 0) {
                progress.done(1);
                progress.addOutstanding(-1);
            }
            if (--framesMissing == 0 && progress.isRunning()) {
                begin();
            }
        }
    }
}
