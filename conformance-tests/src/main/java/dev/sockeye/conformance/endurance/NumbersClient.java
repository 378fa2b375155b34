package dev.sockeye.conformance.endurance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.testsupport.wire.ClientFrames;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A client of the fixture {@code numbers} over a WebSocket, that comes back when its connection is lost, asks for what it
 * has missed, and checks that each number follows the one before. Confined to its event loop, but for what says otherwise.
 */
final class NumbersClient {
    private static final Pattern EVENT = Pattern.compile("42\\[\"n\",\"([^\"]+)\",(\\d+)(?:,\"([^\"]+)\")?]");
    private static final Pattern JOINED = Pattern.compile("40\\{.*?(?:\"pid\":\"([^\"]+)\".*)?}");
    private static final long RETRY_MILLIS = 100;

    private final int number;
    private final EventLoop loop;
    private final IntSupplier port;
    private final NumbersTally tally;
    private final Map<String, Long> last = new HashMap<>();

    /** Whether it was joined before and not recovered, so that it may have missed the beginning of a stream. */
    private boolean fresh;

    private @Nullable Channel channel;
    private @Nullable String pid;
    private @Nullable String offset;
    private boolean asked;
    private boolean known;
    private boolean joined;
    private boolean returns;

    /**
     * @param port asked at each attempt, so that a client may go elsewhere
     * @param returns whether it comes back when its connection is lost
     */
    NumbersClient(int number, EventLoop loop, IntSupplier port, boolean returns, NumbersTally tally) {
        this.number = number;
        this.returns = returns;
        this.loop = loop;
        this.port = port;
        this.tally = tally;
    }

    /** Connects. From any thread. */
    void connect() {
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel fresh) {
                        fresh.pipeline().addLast(new Reader());
                    }
                })
                .connect(InetAddress.getLoopbackAddress(), port.getAsInt());
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                channel = connecting.channel();
                write(Peer.upgrade(Peer.WEBSOCKET).getBytes(ISO_8859_1));
            } else {
                tally.refused();
                comeBack(RETRY_MILLIS);
            }
        });
    }

    /** Cuts the connection and comes back after that time. From any thread. */
    void cut(long awayMillis, boolean reset) {
        loop.execute(() -> {
            Channel lost = channel;
            if (lost == null || !joined) {
                return; // on its way already
            }
            forget();
            tally.cut();
            if (reset) {
                lost.config().setOption(ChannelOption.SO_LINGER, 0);
            }
            lost.close();
            comeBack(awayMillis);
        });
    }

    /** Leaves for good. From any thread. */
    void leave() {
        loop.execute(() -> {
            returns = false;
            Channel current = channel;
            forget();
            if (current != null) {
                current.close();
            }
        });
    }

    /** Whether it is in the namespace. */
    boolean isJoined() {
        return joined;
    }

    /** Whether it was not recovered at some time, and so may never have seen streams that had ended before. */
    boolean isFresh() {
        return fresh;
    }

    /** The last number of a stream, 0 if there was none. */
    long last(String stream) {
        return last.getOrDefault(stream, 0L);
    }

    EventLoop loop() {
        return loop;
    }

    private void forget() {
        channel = null;
        joined = false;
        asked = false;
    }

    private void comeBack(long millis) {
        if (returns) {
            loop.schedule(this::connect, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void write(byte[] bytes) {
        Channel current = channel;
        if (current != null) {
            current.writeAndFlush(Unpooled.wrappedBuffer(bytes));
        }
    }

    private void onMessage(String text) {
        char type = text.charAt(0);
        if (type == '2') {
            write(ClientFrames.text("3"));
        } else if (type == '0') {
            asked = pid != null && offset != null;
            write(ClientFrames.text("40{\"client\":" + number
                    + (asked ? ",\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}" : "}")));
        } else if (text.startsWith("40")) {
            onJoined(text);
        } else if (text.startsWith("42")) {
            onEvent(text);
        } else {
            tally.surprise("client " + number + " got " + text);
        }
    }

    private void onJoined(String text) {
        Matcher reply = JOINED.matcher(text);
        @Nullable String granted = reply.matches() ? reply.group(1) : null;
        boolean recovered = asked && granted != null && granted.equals(pid);
        tally.joined(asked, recovered);
        if (!recovered) {
            fresh = known;
            last.clear();
            offset = null;
        }
        pid = granted;
        known = true;
        joined = true;
    }

    private void onEvent(String text) {
        Matcher event = EVENT.matcher(text);
        if (!event.matches()) {
            tally.surprise("client " + number + " got " + text);
            return;
        }
        String stream = event.group(1);
        long value = Long.parseLong(event.group(2));
        @Nullable Long before = last.put(stream, value);
        long wanted = before != null ? before + 1 : fresh ? value : 1;
        if (value == wanted) {
            tally.received();
        } else if (value > wanted) {
            tally.gap("client " + number + ": " + stream + " " + value + " instead of " + wanted);
        } else {
            tally.repeated("client " + number + ": " + stream + " " + value + " instead of " + wanted);
        }
        if (event.group(3) != null) {
            offset = event.group(3);
        }
    }

    /** Reads the answer to the upgrade, then frames. */
    private final class Reader extends ByteToMessageDecoder {
        private boolean open;

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            if (context.channel() != channel) {
                in.skipBytes(in.readableBytes()); // of a connection that was cut
            } else if (open) {
                readFrame(context, in);
            } else {
                readAnswer(context, in);
            }
        }

        private void readAnswer(ChannelHandlerContext context, ByteBuf in) {
            String text = in.toString(ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end >= 0) {
                in.skipBytes(end + 4);
                open = text.startsWith("HTTP/1.1 101");
                if (!open) {
                    tally.refused();
                    context.close();
                }
            }
        }

        private void readFrame(ChannelHandlerContext context, ByteBuf in) {
            int from = in.readerIndex();
            if (in.readableBytes() < 2) {
                return;
            }
            int opcode = in.readByte() & 0xF;
            int length = in.readByte();
            if (length == 126 && in.readableBytes() >= 2) {
                length = in.readUnsignedShort();
            } else if (length >= 126) {
                length = Integer.MAX_VALUE; // longer ones are not sent by the fixture
            }
            if (in.readableBytes() < length) {
                in.readerIndex(from);
                return;
            }
            String payload = in.readCharSequence(length, UTF_8).toString();
            if (opcode == 1) {
                onMessage(payload);
            } else {
                context.close();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) throws Exception {
            super.channelInactive(context);
            if (context.channel() == channel) {
                forget();
                tally.lost();
                comeBack(RETRY_MILLIS);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
