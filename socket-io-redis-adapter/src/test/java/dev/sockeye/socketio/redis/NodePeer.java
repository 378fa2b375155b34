package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.adapter.cluster.DataJson;
import dev.sockeye.socketio.protocol.PacketFormatException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;

/** A server of Node with a published adapter, see {@code src/test/js/peer.mjs}. Thread-safe. */
final class NodePeer implements AutoCloseable {
    private static final Path SCRIPTS = Path.of("src/test/js");

    private final Process process;
    private final OutputStream out;
    private final Map<Long, CompletableFuture<Object>> calls = new ConcurrentHashMap<>();
    private final AtomicInteger nextId = new AtomicInteger();
    private final List<Map<?, ?>> events = new ArrayList<>();

    private NodePeer(String script) {
        try {
            process = new ProcessBuilder("node", script)
                    .directory(SCRIPTS.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out = process.getOutputStream();
        Thread reader = new Thread(this::read, "node-peer");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a server with an adapter; returns when it is connected. */
    static NodePeer start(Map<String, ?> options) {
        return start("peer.mjs", options);
    }

    static NodePeer start(String script, Map<String, ?> options) {
        Assertions.assertThat(SCRIPTS.resolve("node_modules"))
                .as("npm ci has been run in src/test/js")
                .exists();
        NodePeer peer = new NodePeer(script);
        peer.call("start", options);
        return peer;
    }

    /** Does something on the server and waits until it is done. */
    Object call(String op, Map<String, ?> args) {
        return send(op, args).orTimeout(20, TimeUnit.SECONDS).join();
    }

    CompletableFuture<Object> send(String op, Map<String, ?> args) {
        long id = nextId.incrementAndGet();
        CompletableFuture<Object> result = new CompletableFuture<>();
        calls.put(id, result);
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("id", id);
        message.put("op", op);
        message.put("args", pack(args));
        byte[] line = DataJson.encode(message).orElseThrow();
        synchronized (out) {
            try {
                out.write(line);
                out.write('\n');
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return result;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Map<?, ?> message = (Map<?, ?>) unpack(DataJson.decode(line.getBytes(StandardCharsets.UTF_8)));
                if (message.get("id") instanceof Long id) {
                    CompletableFuture<Object> call = calls.remove(id);
                    if (message.containsKey("error")) {
                        call.completeExceptionally(new IllegalStateException(String.valueOf(message.get("error"))));
                    } else {
                        call.complete(message.get("result"));
                    }
                } else {
                    synchronized (events) {
                        events.add(message);
                    }
                }
            }
        } catch (IOException e) {
            // The process was ended.
        } catch (PacketFormatException e) {
            throw new IllegalStateException(e);
        }
        calls.values().forEach(call -> call.completeExceptionally(new IllegalStateException("the peer has ended")));
    }

    /** What has happened to its sockets, by the name of the event. */
    List<Map<?, ?>> events(String event) {
        synchronized (events) {
            return events.stream()
                    .filter(message -> event.equals(message.get("event")))
                    .toList();
        }
    }

    /** The events that its sockets were sent. */
    List<FakeNode.Received> received() {
        List<FakeNode.Received> all = new ArrayList<>();
        for (Map<?, ?> event : events("packet")) {
            all.add(new FakeNode.Received(
                    String.valueOf(event.get("socket")), new ArrayList<>((List<?>) event.get("args"))));
        }
        return all;
    }

    List<Map<?, ?>> drainAll() {
        synchronized (events) {
            List<Map<?, ?>> all = List.copyOf(events);
            events.clear();
            return all;
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** As kill -9. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    /** Values as the programs of Node read them, which get JSON: bytes as an object with their base64. */
    static Object pack(Object value) {
        if (value instanceof byte[] bytes) {
            return Map.of("$bin", Base64.getEncoder().encodeToString(bytes));
        }
        if (value instanceof List<?> list) {
            List<Object> packed = new ArrayList<>();
            list.forEach(element -> packed.add(pack(element)));
            return packed;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> packed = new LinkedHashMap<>();
            map.forEach((key, element) -> packed.put(String.valueOf(key), pack(element)));
            return packed;
        }
        return value;
    }

    /** What was packed. */
    static Object unpack(Object value) {
        if (value instanceof List<?> list) {
            List<Object> unpacked = new ArrayList<>();
            list.forEach(element -> unpacked.add(unpack(element)));
            return unpacked;
        }
        if (value instanceof Map<?, ?> map) {
            if (map.get("$bin") instanceof String text) {
                return Base64.getDecoder().decode(text);
            }
            Map<String, Object> unpacked = new LinkedHashMap<>();
            map.forEach((key, element) -> unpacked.put(String.valueOf(key), unpack(element)));
            return unpacked;
        }
        return value;
    }
}
