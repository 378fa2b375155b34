package dev.sockeye.socketio.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client that speaks wire text over a WebSocket of the JDK; messages are text or byte arrays. Pings are answered. */
final class RawClient implements AutoCloseable {
    static final String CLOSED = "closed";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final WebSocket webSocket;
    private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();

    private RawClient(URI uri) {
        webSocket = HTTP.newWebSocketBuilder().buildAsync(uri, new Listener()).join();
    }

    /** Opens a session of revision 4 and takes its open packet. */
    static RawClient open(int port) {
        return open(port, "");
    }

    static RawClient open(int port, String query) {
        RawClient client =
                new RawClient(URI.create("ws://localhost:" + port + "/socket.io/?EIO=4&transport=websocket" + query));
        assertThat((String) client.take()).startsWith("0{");
        return client;
    }

    /** Opens a session of revision 3 and takes its open packet. */
    static RawClient openV3(int port) {
        RawClient client =
                new RawClient(URI.create("ws://localhost:" + port + "/socket.io/?EIO=3&transport=websocket"));
        assertThat((String) client.take()).startsWith("0{");
        return client;
    }

    /** Opens a session, joins the main namespace and returns the client with the socket id taken. */
    static RawClient connect(int port) {
        RawClient client = open(port);
        client.join("");
        return client;
    }

    /** Sends a CONNECT, for example {@code "/chat,"}, and takes the answer: the socket id. */
    String join(String suffix) {
        send("40" + suffix);
        String answer = text();
        assertThat(answer)
                .startsWith("40" + (suffix.startsWith("/") ? suffix.substring(0, suffix.indexOf(',') + 1) : ""));
        return answer.replaceAll(".*\"sid\":\"([^\"]*)\".*", "$1");
    }

    void send(String text) {
        webSocket.sendText(text, true).join();
    }

    void send(byte[] data) {
        webSocket.sendBinary(ByteBuffer.wrap(data), true).join();
    }

    Object take() {
        try {
            Object message = received.poll(5, TimeUnit.SECONDS);
            assertThat(message).as("a message within 5 s").isNotNull();
            return message;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    String text() {
        return (String) take();
    }

    /** Takes the end of the connection. */
    void expectClosed() {
        assertThat(take()).isEqualTo(CLOSED);
    }

    /** Checks that nothing arrives for a moment: the echo of a probe comes first. */
    void expectNothingBefore(String probe, String answer) {
        send(probe);
        assertThat(text()).isEqualTo(answer);
    }

    void drop() {
        webSocket.abort();
    }

    @Override
    public void close() {
        webSocket.abort();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private ByteBuffer binary = ByteBuffer.allocate(0);

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                String message = text.toString();
                text.setLength(0);
                if (message.equals("2")) {
                    socket.sendText("3", true);
                } else {
                    received.add(message);
                }
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            binary = ByteBuffer.allocate(binary.position() + data.remaining())
                    .put(binary.flip())
                    .put(data);
            if (last) {
                received.add(binary.array());
                binary = ByteBuffer.allocate(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            received.add(CLOSED);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            received.add(CLOSED);
        }
    }
}
