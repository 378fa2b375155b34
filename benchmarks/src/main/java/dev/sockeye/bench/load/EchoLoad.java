package dev.sockeye.bench.load;

import dev.sockeye.bench.wire.WebSocketFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Each connection keeps a number of requests outstanding and sends as many as it got replies in one read. Serves echo
 * and acknowledgement; a unit is one request with its reply.
 */
public final class EchoLoad extends ConnectedLoad {

    private final int window;
    private final int variants;

    /** All variants one after the other, and the first {@code window} again, so that any run of requests is a slice. */
    private final ByteBuf requests;

    private final int requestLength;
    private final Replies replies;

    private EchoLoad(
            LoadLoop loop, int port, int connections, int window, List<String> requests, List<String> replies) {
        super(loop, port, connections);
        this.window = window;
        this.variants = requests.size();
        this.replies = Replies.texts(replies);
        ByteBuf frames = Unpooled.directBuffer();
        for (int i = 0; i < variants + window; i++) {
            WebSocketFrames.writeMasked(
                    frames, WebSocketFrames.TEXT, requests.get(i % variants).getBytes(StandardCharsets.UTF_8));
        }
        this.requestLength = frames.readableBytes() / (variants + window);
        this.requests = Unpooled.unreleasableBuffer(frames);
    }

    /** Echo of a string. */
    public static EchoLoad strings(LoadLoop loop, int port, int connections, int length) {
        List<String> packets = echoes(Payloads.strings(length));
        return new EchoLoad(loop, port, connections, 1, packets, packets);
    }

    /** Echo of an object of 200 bytes, with several requests outstanding on each connection. */
    public static EchoLoad objects(LoadLoop loop, int port, int connections, int window) {
        List<String> packets = echoes(Payloads.objects());
        return new EchoLoad(loop, port, connections, window, packets, packets);
    }

    /** Acknowledgement of a string. */
    public static EchoLoad acknowledgements(LoadLoop loop, int port, int connections, int length) {
        List<String> requests = new ArrayList<>();
        List<String> replies = new ArrayList<>();
        List<String> payloads = Payloads.strings(length);
        for (int id = 100; id < 200; id++) {
            String payload = payloads.get(id % payloads.size());
            requests.add("42" + id + "[\"ack\"," + payload + "]");
            replies.add("43" + id + "[" + payload + "]");
        }
        return new EchoLoad(loop, port, connections, 1, requests, replies);
    }

    private static List<String> echoes(List<String> payloads) {
        return payloads.stream().map(payload -> "42[\"echo\"," + payload + "]").toList();
    }

    @Override
    Client newClient(int index) {
        return new EchoClient();
    }

    @Override
    void begin() {
        for (Client client : clients) {
            ((EchoClient) client).request(window);
        }
    }

    private final class EchoClient extends Client {

        private long sent;
        private long received;

        /** Replies of the read that is being parsed. */
        private int batch;

        void request(int count) {
            int first = (int) (sent % variants);
            sent += count;
            progress.addOutstanding(count);
            send(requests.slice(first * requestLength, count * requestLength));
        }

        @Override
        void onMessage(ByteBuf in, int opcode, int index, int length) {
            String wrong = replies.check(received, in, opcode, index, length);
            if (wrong != null) {
                onFailure(wrong);
            }
            received++;
            batch++;
        }

        @Override
        void onReadComplete() {
            int count = batch;
            if (count > 0) {
                batch = 0;
                progress.done(count);
                progress.addOutstanding(-count);
                if (progress.isRunning()) {
                    request(count);
                }
            }
        }
    }
}
