package dev.sockeye.conformance.endurance;

import dev.sockeye.conformance.wire.Peer;
import dev.sockeye.conformance.wire.RawConnection;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Many clients of the fixture {@code numbers}, and the means to have it begin and end. Owned by one thread. */
final class NumbersClients implements AutoCloseable {
    private static final int AT_ONCE = 50;
    private static final Pattern STOPPED = Pattern.compile("430\\[(\\d+),(\\d+)]");

    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("clients", true), NioIoHandler.newFactory());
    private final List<NumbersClient> all = new ArrayList<>();
    private final NumbersTally tally = new NumbersTally();

    /** How far a server got: events to each client, events to all. */
    record Emitted(long own, long all) {}

    /** @param ports where a client connects to, by its number; asked at each attempt */
    NumbersClients(int count, boolean returns, IntFunction<IntSupplier> ports) {
        for (int i = 0; i < count; i++) {
            all.add(new NumbersClient(i, loops.next(), ports.apply(i), returns, tally));
        }
    }

    List<NumbersClient> all() {
        return all;
    }

    NumbersTally tally() {
        return tally;
    }

    /** Connects them, some at a time. */
    void connect() throws IOException, InterruptedException, ExecutionException {
        for (int i = 0; i < all.size(); i += AT_ONCE) {
            List<NumbersClient> some = all.subList(i, Math.min(all.size(), i + AT_ONCE));
            some.forEach(NumbersClient::connect);
            if (countWithin(30, some, NumbersClient::isJoined) < some.size()) {
                throw new IOException("not all clients could join");
            }
        }
    }

    /** Waits until a condition holds for all of them; returns for how many it holds when that or the time is over. */
    int countWithin(int seconds, Predicate<NumbersClient> condition) throws InterruptedException, ExecutionException {
        return countWithin(seconds, all, condition);
    }

    private static int countWithin(int seconds, List<NumbersClient> clients, Predicate<NumbersClient> condition)
            throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (true) {
            int count = 0;
            for (NumbersClient client : clients) {
                count += client.loop().submit(() -> condition.test(client)).get() ? 1 : 0;
            }
            if (count == clients.size() || System.nanoTime() > end) {
                return count;
            }
            Thread.sleep(50);
        }
    }

    /** Has a server emit so many events a second to each client, and to all. */
    void start(int port, int own, int toAll) throws IOException {
        try (RawConnection connection = new Peer(port).joined()) {
            connection.text("42[\"start\"," + all.size() + "," + own + "," + toAll + "]");
            while (!connection.message().contains("\"all@")) {
                // it has begun with the first event to all
            }
        }
    }

    /** Has a server stop; returns how far it got. */
    static Emitted stop(int port) throws IOException {
        try (RawConnection connection = new Peer(port).joined()) {
            connection.text("420[\"stop\"]");
            while (true) {
                Matcher stopped = STOPPED.matcher(connection.message());
                if (stopped.matches()) {
                    return new Emitted(Long.parseLong(stopped.group(1)), Long.parseLong(stopped.group(2)));
                }
            }
        }
    }

    @Override
    public void close() {
        all.forEach(NumbersClient::leave);
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
