package dev.sockeye.socketio.redis;

import com.sun.management.OperatingSystemMXBean;
import dev.sockeye.socketio.adapter.Adapter;
import dev.sockeye.socketio.adapter.AdapterContext;
import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.LocalSockets;
import dev.sockeye.socketio.parser.Parsers;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * CPU time of one of our servers per broadcast: {@code AdapterCost ADAPTER PORT RECEIVERS MESSAGES receive|publish}, as
 * {@code cost.mjs} measures it in Node; {@code costs.mjs} runs both. Its sockets take the encoded packet and do nothing with
 * it. Not a test.
 */
final class AdapterCost {
    private static final int ROUNDS = 3;

    private AdapterCost() {}

    private static RedisAdapterFactory factory(String adapter, String uri) {
        return switch (adapter) {
            case "classic" -> RedisAdapterFactory.pubSub(uri);
            case "sharded" ->
                RedisAdapterFactory.sharded(
                        RedisConnections.standalone(uri),
                        ShardedOptions.builder()
                                .subscriptionMode(SubscriptionMode.STATIC)
                                .build());
            case "streams" ->
                RedisAdapterFactory.streams(
                        uri, StreamsOptions.builder().maxLen(1_000_000).build());
            default -> throw new IllegalArgumentException(adapter);
        };
    }

    public static void main(String[] args) throws Exception {
        int receivers = Integer.parseInt(args[2]);
        int messages = Integer.parseInt(args[3]);
        boolean receive = args[4].equals("receive");
        FakeNode node = new FakeNode("/");
        PacketParser parser = Parsers.json();
        AtomicLong delivered = new AtomicLong();
        long[] taken = new long[Math.max(1, receivers)];
        LocalSockets sockets = (LocalSockets) Proxy.newProxyInstance(
                AdapterCost.class.getClassLoader(), new Class<?>[] {LocalSockets.class}, (proxy, method, values) -> {
                    switch (method.getName()) {
                        case "hasRoom":
                            return receivers > 0;
                        case "broadcast":
                            if (receivers > 0) {
                                long bytes =
                                        parser.encode((SocketPacket) values[0]).payloadBytes();
                                for (int i = 0; i < receivers; i++) {
                                    taken[i] += bytes;
                                }
                                delivered.incrementAndGet();
                            }
                            return null;
                        default:
                            try {
                                return method.invoke(node, values);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                    }
                });
        RedisAdapterFactory factory = factory(args[0], "redis://127.0.0.1:" + args[1]);
        Adapter adapter = factory.create((AdapterContext) Proxy.newProxyInstance(
                AdapterCost.class.getClassLoader(),
                new Class<?>[] {AdapterContext.class},
                (proxy, method, values) -> switch (method.getName()) {
                    case "sockets" -> sockets;
                    case "parser" -> parser;
                    default -> method.invoke(node, values);
                }));
        adapter.init().get();
        OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double cost = 0;
        for (int round = 0; round < ROUNDS; round++) {
            delivered.set(0);
            long skipped = factory.metrics().skipped();
            long start = machine.getProcessCpuTime();
            if (receive) {
                System.out.println("READY");
                readLine();
                LongSupplier done = () ->
                        receivers > 0 ? delivered.get() : factory.metrics().skipped() - skipped;
                for (int wait = 0; done.getAsLong() < messages; wait++) {
                    if (wait > 400) {
                        throw new IllegalStateException("received: " + done.getAsLong());
                    }
                    Thread.sleep(50);
                }
            } else {
                publish(adapter, factory, messages);
                Thread.sleep(1500);
            }
            cost = (machine.getProcessCpuTime() - start) / 1000.0 / messages;
        }
        System.out.printf("CPU %.1f%s%n", cost, factory.metrics().lost() == 0 ? "" : ", some lost");
        System.exit(0);
    }

    private static void readLine() throws IOException {
        while (System.in.read() != '\n') {
            // what it says does not matter
        }
    }

    private static void publish(Adapter adapter, RedisAdapterFactory factory, int messages) throws Exception {
        BroadcastOptions target = new BroadcastOptions(Set.of("room"), Set.of(), BroadcastOptions.Flags.NONE);
        for (int i = 0; i < messages; i++) {
            Map<String, Object> value = new LinkedHashMap<>();
            value.put("text", "hello, room");
            value.put("number", i);
            value.put("flags", List.of(true, false));
            adapter.broadcast(
                    new SocketPacket.Event("/", SocketPacket.NO_ACK, PacketArgs.of("message", value)), target);
            if (i % 100 == 99) {
                while (factory.metrics().pendingBytes() > 0) {
                    Thread.sleep(0, 100_000);
                }
            }
        }
    }
}
