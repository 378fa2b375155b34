package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.adapter.Adapter;
import dev.sockeye.socketio.adapter.AdapterContext;
import io.lettuce.core.StreamMessage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Makes streams adapters and the readers that they share, one for each stream that is in use. Thread-safe. */
final class StreamsKind implements RedisAdapterFactory.Kind {
    private final StreamsOptions options;
    private final Map<String, StreamsAdapter> adapters = new ConcurrentHashMap<>();
    private final Map<String, StreamReader> readers = new HashMap<>();

    StreamsKind(StreamsOptions options) {
        this.options = options;
    }

    @Override
    public synchronized Adapter create(AdapterContext context, RedisLink link, Subscriptions subscriptions) {
        String namespace = context.sockets().namespace();
        String stream = options.streamOf(namespace);
        StreamReader existing = readers.get(stream);
        StreamReader reader = existing != null
                ? existing
                : new StreamReader(link.backend(), link.counters(), stream, options, new Entries());
        StreamsAdapter[] self = new StreamsAdapter[1];
        StreamsAdapter adapter = new StreamsAdapter(
                context, link, subscriptions, options, reader, () -> onClose(namespace, stream, self[0]));
        self[0] = adapter;
        adapters.put(namespace, adapter);
        if (existing == null) {
            readers.put(stream, reader);
            reader.start();
        }
        return adapter;
    }

    /** Hands each entry to the adapter of its namespace. */
    private final class Entries implements StreamReader.Consumer {
        private @Nullable StreamsAdapter adapterOf(StreamMessage<String, byte[]> entry) {
            return adapters.get(StreamCodec.text(entry.getBody(), "nsp"));
        }

        @Override
        public void onEntry(StreamMessage<String, byte[]> entry) {
            StreamsAdapter adapter = adapterOf(entry);
            if (adapter != null) {
                adapter.onEntry(entry);
            }
        }

        @Override
        public void runBehind(List<StreamMessage<String, byte[]>> entries, Runnable task) {
            Set<StreamsAdapter> busy = new HashSet<>();
            for (StreamMessage<String, byte[]> entry : entries) {
                StreamsAdapter adapter = adapterOf(entry);
                if (adapter != null) {
                    busy.add(adapter);
                }
            }
            AtomicInteger left = new AtomicInteger(busy.size() + 1);
            Runnable done = () -> {
                if (left.decrementAndGet() == 0) {
                    task.run();
                }
            };
            busy.forEach(adapter -> adapter.runBehindEntries(done));
            done.run();
        }
    }

    private synchronized void onClose(String namespace, String stream, StreamsAdapter adapter) {
        adapters.remove(namespace, adapter);
        if (adapters.keySet().stream()
                .noneMatch(other -> options.streamOf(other).equals(stream))) {
            StreamReader reader = readers.remove(stream);
            if (reader != null) {
                reader.close();
            }
        }
    }

    @Override
    public synchronized CompletableFuture<Void> close() {
        CompletableFuture<?>[] closing =
                readers.values().stream().map(StreamReader::close).toArray(CompletableFuture<?>[]::new);
        readers.clear();
        adapters.clear();
        return CompletableFuture.allOf(closing);
    }
}
