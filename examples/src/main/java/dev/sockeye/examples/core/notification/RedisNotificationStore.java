package dev.sockeye.examples.core.notification;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps notifications in Redis, for all processes alike. What was stored survives the end of a process at once, and the
 * end of Redis as far as Redis is told to write to disk ({@code appendonly yes}, {@code appendfsync always}).
 *
 * <p>Three keys per person, joined by a hash tag so that a Redis cluster keeps them together: a hash of id and JSON, and
 * the ids in order of time once as unread and once as read. Each change is one script, so nobody sees half of it.
 * Thread-safe. While Redis is away every call fails within {@link #TIMEOUT}.
 */
public final class RedisNotificationStore implements NotificationStore {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final String ADD =
            """
            if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then return 1 end
            if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[4]) then return 0 end
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
            redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
            return 1
            """;

    private static final String LOAD =
            """
            local function items(key)
              local ids = redis.call('ZRANGE', key, 0, -1)
              local found = {}
              for i, id in ipairs(ids) do found[i] = redis.call('HGET', KEYS[1], id) end
              return found
            end
            return {items(KEYS[2]), items(KEYS[3])}
            """;

    private static final String MARK_READ =
            """
            local moved = 0
            for i = 2, #ARGV do
              local time = redis.call('ZSCORE', KEYS[2], ARGV[i])
              if time then
                redis.call('ZREM', KEYS[2], ARGV[i])
                redis.call('ZADD', KEYS[3], time, ARGV[i])
                moved = moved + 1
              end
            end
            for _, id in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1 - tonumber(ARGV[1]))) do
              redis.call('ZREM', KEYS[3], id)
              redis.call('HDEL', KEYS[1], id)
            end
            return moved
            """;

    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final JsonMapper json = JsonMapper.shared();

    /**
     * Connects.
     *
     * @param uri for example {@code redis://127.0.0.1:6379}
     * @throws io.lettuce.core.RedisConnectionException if Redis is not there
     */
    public RedisNotificationStore(String uri) {
        RedisURI address = RedisURI.create(uri);
        address.setTimeout(TIMEOUT);
        client = RedisClient.create(address);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
                .build());
        connection = client.connect();
    }

    @Override
    public CompletionStage<Boolean> add(String userId, Notification notification) {
        return connection
                .async()
                .<Long>eval(
                        ADD,
                        ScriptOutputType.INTEGER,
                        keys(userId),
                        notification.id(),
                        json.writeValueAsString(notification),
                        Long.toString(notification.time()),
                        Integer.toString(MAX_UNREAD))
                .thenApply(stored -> stored == 1);
    }

    @Override
    public CompletionStage<Inbox> load(String userId) {
        return connection
                .async()
                .<List<List<String>>>eval(LOAD, ScriptOutputType.MULTI, keys(userId))
                .thenApply(groups -> new Inbox(read(groups.get(0)), read(groups.get(1))));
    }

    @Override
    public CompletionStage<Integer> markRead(String userId, Collection<String> ids) {
        List<String> args = new ArrayList<>(List.of(Integer.toString(KEPT_READ)));
        args.addAll(ids);
        return connection
                .async()
                .<Long>eval(MARK_READ, ScriptOutputType.INTEGER, keys(userId), args.toArray(String[]::new))
                .thenApply(Long::intValue);
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, TIMEOUT);
    }

    private List<Notification> read(List<String> items) {
        return items.stream()
                .map(item -> json.readValue(item, Notification.class))
                .toList();
    }

    private static String[] keys(String userId) {
        String prefix = "notifications:{" + userId + "}:";
        return new String[] {prefix + "items", prefix + "unread", prefix + "read"};
    }
}
