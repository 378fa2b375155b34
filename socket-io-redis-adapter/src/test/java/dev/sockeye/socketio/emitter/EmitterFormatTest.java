package dev.sockeye.socketio.emitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.socketio.adapter.cluster.ClusterData;
import dev.sockeye.socketio.redis.RedisConnections;
import dev.sockeye.testsupport.Proves;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The emitter, which needs nothing of a server, writes what a server writes: here both are at hand. */
@Proves({"A23", "A40"})
final class EmitterFormatTest {
    @Test
    void whatIsNoDataIsRefused() {
        assertThatThrownBy(() -> Wire.messagePack(List.of(new Object()))).isInstanceOf(IllegalArgumentException.class);
        List<Object> deep = List.of();
        for (int i = 0; i < 600; i++) {
            deep = List.of(deep);
        }
        List<Object> tooDeep = deep;
        assertThatThrownBy(() -> Wire.messagePack(tooDeep)).hasMessage("nested more than 500 deep");
    }

    @Test
    void roomsAreNamedAsServersNameThem() {
        Set<String> rooms = new LinkedHashSet<>(
                List.of("", "0", "007", "42", "-1", "1.5", "123456789012345", "1234567890123456", "a1", "٤"));
        assertThat(Target.names(rooms)).isEqualTo(ClusterData.rooms(rooms));
    }

    @Test
    void bothReachRedisWithTheSameOptions() {
        assertThat(RedisEmitterBuilder.recommendedOptions())
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*replayFilter.*")
                .isEqualTo(RedisConnections.recommendedOptions());
    }
}
