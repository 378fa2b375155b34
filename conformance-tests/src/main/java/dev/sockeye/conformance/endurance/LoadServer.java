package dev.sockeye.conformance.endurance;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import dev.sockeye.engineio.CloseReason;
import dev.sockeye.engineio.EngineObserver;
import dev.sockeye.engineio.EngineSession;
import dev.sockeye.engineio.protocol.TransportType;
import dev.sockeye.socketio.Socket;
import dev.sockeye.socketio.SocketIoObserver;
import dev.sockeye.socketio.server.SocketIoServer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * The server that readers, senders, counted messages and bad listeners are let loose on, for a JVM of its own: prints
 * {@code LISTENING PORT} and runs until SIGTERM. Everything is at its default unless an option says otherwise; every option
 * is a number. The event {@code counters} is answered with what was counted, {@code memory} with bytes of heap and buffers.
 */
final class LoadServer {
    private static final String READERS = "readers";
    private static final String COUNTERS = "counters";
    private static final List<String> HEAP_POOLS = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .toList();

    private final Map<String, LongAdder> counters = new ConcurrentSkipListMap<>();
    private final AtomicLong broadcasts = new AtomicLong();
    private final SocketIoServer io;
    private volatile boolean broadcasting = true;

    private LoadServer(Settings settings) {
        io = SocketIoServer.builder()
                .host("127.0.0.1")
                .port(0)
                .engine(engine -> engine.headerTimeout(millis(settings, "header-millis", 10_000))
                        .bodyTimeout(millis(settings, "body-millis", 45_000))
                        .pingInterval(millis(settings, "ping-interval-millis", 25_000))
                        .maxBufferedBytes(settings.longNumber("buffered-bytes", 4 << 20))
                        .observer(new CountingEngine()))
                .options(options -> options.observer(new CountingSockets()))
                .build();
        io.onConnection(this::listen);
    }

    private static Duration millis(Settings settings, String name, long byDefault) {
        return Duration.ofMillis(settings.longNumber(name, byDefault));
    }

    public static void main(String[] args) {
        Settings settings = Settings.of(args);
        LoadServer server = new LoadServer(settings);
        long perSecond = settings.longNumber("broadcasts-per-second", 0);
        settings.refuseUnknown();
        server.io.start();
        if (perSecond > 0) {
            Thread thread = new Thread(() -> server.broadcast(perSecond), "broadcasts");
            thread.setDaemon(true);
            thread.start();
        }
        new PrintStream(System.out, true, StandardCharsets.UTF_8).println("LISTENING " + server.io.port());
    }

    /** Numbered broadcasts to all who send numbers, at a rate, until told to stop. */
    private void broadcast(long perSecond) {
        long started = System.nanoTime();
        while (broadcasting) {
            long due = (System.nanoTime() - started) * perSecond / 1_000_000_000L;
            while (broadcasts.get() < due && broadcasting) {
                io.to(COUNTERS).emit("b", broadcasts.incrementAndGet());
            }
            LockSupport.parkNanos(1_000_000);
        }
        broadcasting = true; // for whoever waits for the last one
    }

    private void count(String name) {
        counters.computeIfAbsent(name, any -> new LongAdder()).increment();
    }

    private void listen(Socket socket) {
        socket.on("echo", args -> args.ack().send(args.raw()));
        socket.on("counters", args -> args.ack().send(counted()));
        socket.on("memory", args -> args.ack().send(memory()));
        floods(socket);
        sequences(socket);
        badManners(socket);
    }

    // --- what nobody reads

    private void floods(Socket socket) {
        socket.on("be-reader", args -> {
            socket.join(READERS);
            args.ack().send();
        });
        socket.on("flood", Integer.class, Integer.class, (messages, bytes) -> {
            String text = "x".repeat(bytes);
            for (int i = 0; i < messages; i++) {
                socket.emit("flood", text);
            }
            count("floods done");
        });
        socket.on("flood-readers", Integer.class, Integer.class, (messages, bytes) -> {
            String text = "x".repeat(bytes);
            for (int i = 0; i < messages; i++) {
                io.to(READERS).emit("flood", text);
            }
            count("floods done");
        });
    }

    // --- numbered messages

    /** {@code u} is a number that must follow the one before; each is answered with {@code d} and a number of ours. */
    private void sequences(Socket socket) {
        long[] last = {0, 0}; // of the client, of ours: listeners of one socket never run at the same time
        socket.on("u", Long.class, number -> {
            if (last[0] == 0) {
                socket.join(COUNTERS);
            }
            if (number != last[0] + 1) {
                count(number <= last[0] ? "events doubled or late" : "events lost before this one");
            }
            last[0] = number;
            socket.emit("d", ++last[1]);
        });
        socket.on("totals", args -> args.ack().send(last[0], last[1], broadcasts.get()));
        socket.on("stop-broadcasts", args -> {
            broadcasting = false;
            while (!broadcasting) {
                Thread.sleep(1);
            }
            args.ack().send(broadcasts.get());
        });
    }

    // --- listeners that nobody should write

    private void badManners(Socket socket) {
        socket.on("block", args -> {
            count("listeners that block");
            Thread.sleep(Long.MAX_VALUE);
        });
        socket.on("wait", args -> {
            count("listeners that wait for a future");
            new CompletableFuture<Void>().get();
        });
        socket.onRequest("never", Object.class, any -> {
            count("requests never completed");
            return new CompletableFuture<>();
        });
        socket.on("ask", args -> {
            count("acknowledgements never sent");
            socket.emitWithAck("question");
        });
        socket.on("boom", args -> {
            throw new IllegalStateException("boom");
        });
        socket.on("emit", args -> {
            count("listeners that emit for ever");
            for (long i = 0; true; i++) {
                socket.emit("emitted", i);
            }
        });
        socket.on("small", args -> count("small events"));
    }

    // --- what was counted

    private Map<String, Object> counted() {
        Map<String, Object> values = new LinkedHashMap<>();
        counters.forEach((name, counter) -> values.put(name, counter.sum()));
        values.put("sessions", io.engine().clientsCount());
        return values;
    }

    private static Map<String, Object> memory() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(
                "heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        values.put("kept", afterLastCollection());
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider netty) {
            values.put("direct", netty.metric().usedDirectMemory());
        }
        return values;
    }

    /** Bytes that the last garbage collection, of whatever kind, left in the heap; 0 before the first. */
    private static long afterLastCollection() {
        return ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class).stream()
                .map(GarbageCollectorMXBean::getLastGcInfo)
                .filter(Objects::nonNull)
                .max(Comparator.comparingLong(GcInfo::getEndTime))
                .map(last -> heapAfter(last.getMemoryUsageAfterGc()))
                .orElse(0L);
    }

    private static long heapAfter(Map<String, MemoryUsage> usages) {
        return usages.entrySet().stream()
                .filter(pool -> HEAP_POOLS.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
    }

    /** Counts sessions and how they end. */
    private final class CountingEngine implements EngineObserver {
        @Override
        public void onOpen(EngineSession session) {
            count("sessions opened");
        }

        @Override
        public void onClose(EngineSession session, CloseReason reason, String description) {
            count("closed: " + reason + (description.isEmpty() ? "" : ", " + description));
        }

        @Override
        public void onSendBufferExceeded(EngineSession session, long bufferedBytes) {
            count("send buffers exceeded");
        }

        @Override
        public void onUpgrade(EngineSession session, TransportType transport) {
            count("upgrades");
        }
    }

    /** Counts listeners that throw. */
    private final class CountingSockets implements SocketIoObserver {
        @Override
        public void onHandlerError(Socket socket, String event, Throwable error) {
            count("listeners that threw");
        }
    }
}
