package dev.sockeye.conformance.endurance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.testsupport.wire.ClientFrames;
import dev.sockeye.testsupport.wire.Frame;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A client on WebSocket that sends numbered events as fast as they are answered, many to a write, and checks the numbers of
 * what comes. Works on its event loop; what others may ask is volatile.
 */
final class NumberedClient extends ByteToMessageDecoder {
    private static final int SECONDS = 30;
    private static final byte[] ANSWER = "42[\"d\",".getBytes(US_ASCII);
    private static final byte[] BROADCAST = "42[\"b\",".getBytes(US_ASCII);
    private static final byte[] EVENT = "42[\"u\",".getBytes(US_ASCII);

    /** What a client has read up to. */
    private enum State {
        HEAD,
        OPEN,
        JOIN,
        NUMBERS
    }

    private final int window;
    private final CompletableFuture<Void> totals = new CompletableFuture<>();
    private State state = State.HEAD;
    private volatile boolean stopping;
    private volatile boolean ended;
    private volatile String failure = "";
    private volatile long sent;
    private volatile long answers;
    private volatile long broadcasts;
    private volatile long lastBroadcast;
    private volatile long received;
    private volatile @Nullable ChannelHandlerContext context;

    private NumberedClient(int window) {
        this.window = window;
    }

    /** Connects; begins to send once it is let in. */
    static NumberedClient connect(EventLoopGroup loops, int port, int window) throws InterruptedException {
        NumberedClient client = new NumberedClient(window);
        new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(client)
                .connect("127.0.0.1", port)
                .sync();
        return client;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        send(ctx, Peer.upgrade(Peer.WEBSOCKET).getBytes(US_ASCII));
    }

    private static void send(ChannelHandlerContext ctx, byte[] bytes) {
        ctx.writeAndFlush(ctx.alloc().buffer(bytes.length).writeBytes(bytes), ctx.voidPromise());
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (state == State.HEAD) {
            readHead(in);
            return;
        }
        while (readFrame(ctx, in)) {
            // all that is there
        }
        if (state == State.NUMBERS && !stopping) {
            fill(ctx);
        }
    }

    private void readHead(ByteBuf in) {
        String head = in.toString(US_ASCII);
        int end = head.indexOf("\r\n\r\n");
        if (end >= 0) {
            in.skipBytes(end + 4);
            state = State.OPEN;
        }
    }

    private boolean readFrame(ChannelHandlerContext ctx, ByteBuf in) {
        int start = in.readerIndex();
        if (in.readableBytes() < 4) {
            return false;
        }
        int length = in.getByte(start + 1);
        int payload = start + 2;
        if (length == 126) {
            length = in.getUnsignedShort(start + 2);
            payload += 2;
        } else if (length > 126) {
            throw new IllegalStateException("a frame of more than 64 KiB");
        }
        if (in.writerIndex() < payload + length) {
            return false;
        }
        int opcode = in.getByte(start) & 0xF;
        in.readerIndex(payload + length);
        if (opcode == Frame.CLOSE) {
            fail("closed by the server");
            return true;
        }
        onMessage(ctx, in, payload, length);
        return true;
    }

    private void onMessage(ChannelHandlerContext ctx, ByteBuf in, int start, int length) {
        if (length == 1 && in.getByte(start) == '2') {
            send(ctx, ClientFrames.text("3"));
        } else if (state == State.OPEN) {
            state = State.JOIN;
            send(ctx, ClientFrames.text("40"));
        } else if (state == State.JOIN) {
            if (startsWith(in, start, length, BROADCAST)) {
                fail("a broadcast before the namespace was joined");
            }
            state = State.NUMBERS;
        } else if (startsWith(in, start, length, ANSWER)) {
            onAnswer(number(in, start, length));
        } else if (startsWith(in, start, length, BROADCAST)) {
            onBroadcast(number(in, start, length));
        } else if (length > 3 && in.getByte(start + 1) == '3') {
            onTotals(in.toString(start, length, US_ASCII));
        } else {
            fail("unexpected: " + in.toString(start, length, US_ASCII));
        }
    }

    private static boolean startsWith(ByteBuf in, int start, int length, byte[] prefix) {
        if (length <= prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (in.getByte(start + i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static long number(ByteBuf in, int start, int length) {
        long number = 0;
        for (int i = start + ANSWER.length; i < start + length - 1; i++) {
            number = number * 10 + in.getByte(i) - '0';
        }
        return number;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written on the event loop only
    private void onAnswer(long number) {
        if (number != answers + 1) {
            fail("answer " + number + " behind " + answers);
        }
        answers++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written on the event loop only
    private void onBroadcast(long number) {
        if (lastBroadcast != 0 && number != lastBroadcast + 1) {
            fail("broadcast " + number + " behind " + lastBroadcast);
        }
        lastBroadcast = number;
        broadcasts++;
    }

    private void onTotals(String reply) {
        String[] numbers = reply.replaceAll("^430\\[|]$", "").split(",");
        received = Long.parseLong(numbers[0]);
        if (Long.parseLong(numbers[1]) != answers) {
            fail("the server has answered " + numbers[1] + ", received are " + answers);
        }
        totals.complete(null);
    }

    /** Keeps as many events on their way as the window allows, half a window to a write. */
    private void fill(ChannelHandlerContext ctx) {
        int free = (int) (window - (sent - answers));
        if (free < window / 2) {
            return;
        }
        ByteBuf frames = ctx.alloc().buffer(free * 32);
        long number = sent;
        for (int i = 0; i < free; i++) {
            writeEvent(frames, ++number);
        }
        sent = number;
        ctx.writeAndFlush(frames, ctx.voidPromise());
    }

    /** A masked text frame; a mask of zeros leaves the bytes as they are. */
    private static void writeEvent(ByteBuf out, long number) {
        String digits = Long.toString(number);
        out.writeByte(0x81).writeByte(0x80 | EVENT.length + digits.length() + 1).writeInt(0);
        out.writeBytes(EVENT).writeCharSequence(digits, US_ASCII);
        out.writeByte(']');
    }

    /** Sends no more events. */
    void stop() {
        stopping = true;
    }

    /** Waits for the answers that are due, and for what the server says that it has counted. */
    void awaitTotals() throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (answers < sent && !ended && System.nanoTime() - end < 0) {
            Thread.sleep(5);
        }
        ChannelHandlerContext ctx = context;
        if (ctx == null || answers < sent) {
            fail(answers + " answers to " + sent + " events after " + SECONDS + " s");
            return;
        }
        send(ctx, ClientFrames.text("420[\"totals\"]"));
        try {
            totals.get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            fail("no answer to the last question");
        }
        ctx.close();
    }

    boolean hasEnded() {
        return ended;
    }

    /** What went wrong first. */
    Optional<String> failure() {
        return failure.isEmpty() ? Optional.empty() : Optional.of(failure);
    }

    /** Events sent. */
    long sent() {
        return sent;
    }

    /** Events answered by the server, in order. */
    long answers() {
        return answers;
    }

    /** Events that the server says it has received. */
    long received() {
        return received;
    }

    /** Broadcasts received, in order. */
    long broadcasts() {
        return broadcasts;
    }

    /** The number of the last broadcast. */
    long lastBroadcast() {
        return lastBroadcast;
    }

    private void fail(String what) {
        if (failure.isEmpty()) {
            failure = what;
        }
        ended = true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        if (!totals.isDone()) {
            fail("the connection was lost after " + answers + " answers");
            totals.complete(null);
        }
        super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(cause.toString());
        ctx.close();
    }
}
