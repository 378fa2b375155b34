package dev.sockeye.socketio.redis;

import com.sun.management.OperatingSystemMXBean;
import dev.sockeye.socketio.adapter.BroadcastOptions;
import dev.sockeye.socketio.adapter.LocalSockets;
import dev.sockeye.socketio.parser.Parsers;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * CPU time of one of our servers per broadcast: {@code AdapterCost PORT RECEIVERS MESSAGES receive|publish}, as {@code
 * cost.mjs} measures it in Node. Its sockets take the encoded packet and do nothing with it. Not a test.
 */
final class AdapterCost {
    private AdapterCost() {}

    public static void main(String[] args) throws Exception {
        int receivers = Integer.parseInt(args[1]);
        int messages = Integer.parseInt(args[2]);
        boolean receive = args[3].equals("receive");
        FakeNode node = new FakeNode("/");
        PacketParser parser = Parsers.json();
        Semaphore delivered = new Semaphore(0);
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
                                delivered.release();
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
        RedisAdapterFactory factory = RedisAdapterFactory.pubSub("redis://127.0.0.1:" + args[0]);
        var adapter = factory.create((dev.sockeye.socketio.adapter.AdapterContext) Proxy.newProxyInstance(
                AdapterCost.class.getClassLoader(),
                new Class<?>[] {dev.sockeye.socketio.adapter.AdapterContext.class},
                (proxy, method, values) -> switch (method.getName()) {
                    case "sockets" -> sockets;
                    case "parser" -> parser;
                    default -> method.invoke(node, values);
                }));
        adapter.init().get();
        OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double cost = 0;
        for (int round = 0; round < 3; round++) {
            delivered.drainPermits();
            long skipped = factory.metrics().skipped();
            long start = machine.getProcessCpuTime();
            if (receive) {
                System.out.println("READY");
                if (receivers > 0) {
                    delivered.acquire(messages);
                } else {
                    while (factory.metrics().skipped() < skipped + messages) {
                        Thread.sleep(5);
                    }
                }
            } else {
                for (int i = 0; i < messages; i++) {
                    Map<String, Object> value = new LinkedHashMap<>();
                    value.put("text", "hello, room");
                    value.put("number", i);
                    value.put("flags", List.of(true, false));
                    adapter.broadcast(
                            new SocketPacket.Event(
                                    "/",
                                    SocketPacket.NO_ACK,
                                    dev.sockeye.socketio.protocol.PacketArgs.of("message", value)),
                            new BroadcastOptions(
                                    java.util.Set.of("room"), java.util.Set.of(), BroadcastOptions.Flags.NONE));
                    if (i % 100 == 99) {
                        while (factory.metrics().pendingBytes() > 0) {
                            Thread.sleep(0, 100_000);
                        }
                    }
                }
            }
            cost = (machine.getProcessCpuTime() - start) / 1000.0 / messages;
        }
        System.out.printf("CPU %.1f (lost %d)%n", cost, factory.metrics().lost());
        System.exit(0);
    }
}
