package dev.sockeye.socketio.internal.socket;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Data of a socket that tells when they change; what changes within a value it cannot see. Thread-safe. */
final class SocketData extends AbstractMap<String, Object> implements ConcurrentMap<String, Object> {
    private final ConcurrentHashMap<String, Object> map = new ConcurrentHashMap<>(4);
    private final Runnable onChange;

    SocketData(Runnable onChange) {
        this.onChange = onChange;
    }

    private <T extends @Nullable Object> T changed(T result) {
        onChange.run();
        return result;
    }

    @Override
    public int size() {
        return map.size();
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return key != null && map.containsKey(key);
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        return key == null ? null : map.get(key);
    }

    @Override
    public @Nullable Object put(String key, Object value) {
        return changed(map.put(key, value));
    }

    @Override
    public @Nullable Object remove(@Nullable Object key) {
        return key == null ? null : changed(map.remove(key));
    }

    @Override
    public void clear() {
        map.clear();
        onChange.run();
    }

    @Override
    public @Nullable Object putIfAbsent(String key, Object value) {
        Object before = map.putIfAbsent(key, value);
        return before == null ? changed(before) : before;
    }

    @Override
    public boolean remove(Object key, @Nullable Object value) {
        return value != null && map.remove(key, value) && changed(true);
    }

    @Override
    public boolean replace(String key, Object before, Object after) {
        return map.replace(key, before, after) && changed(true);
    }

    @Override
    public @Nullable Object replace(String key, Object value) {
        return changed(map.replace(key, value));
    }

    @Override
    public @Nullable Object compute(
            String key, BiFunction<? super String, ? super @Nullable Object, ? extends @Nullable Object> function) {
        return changed(map.compute(key, function));
    }

    @Override
    public @Nullable Object computeIfAbsent(String key, Function<? super String, ? extends @Nullable Object> function) {
        Object present = map.get(key);
        return present == null ? changed(map.computeIfAbsent(key, function)) : present;
    }

    @Override
    public @Nullable Object computeIfPresent(
            String key, BiFunction<? super String, ? super Object, ? extends @Nullable Object> function) {
        return changed(map.computeIfPresent(key, function));
    }

    @Override
    public @Nullable Object merge(
            String key, Object value, BiFunction<? super Object, ? super Object, ? extends @Nullable Object> function) {
        return changed(map.merge(key, value, function));
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return new Entries();
    }

    private final class Entries extends AbstractSet<Entry<String, Object>> {
        @Override
        public int size() {
            return map.size();
        }

        @Override
        public Iterator<Entry<String, Object>> iterator() {
            Iterator<Map.Entry<String, Object>> entries = map.entrySet().iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return entries.hasNext();
                }

                @Override
                public Entry<String, Object> next() {
                    return new DataEntry(entries.next());
                }

                @Override
                public void remove() {
                    entries.remove();
                    onChange.run();
                }
            };
        }
    }

    private final class DataEntry extends SimpleEntry<String, Object> {
        private static final long serialVersionUID = 1;

        DataEntry(Entry<String, Object> entry) {
            super(entry);
        }

        @Override
        public Object setValue(Object value) {
            SocketData.this.put(getKey(), value);
            return super.setValue(value);
        }
    }
}
