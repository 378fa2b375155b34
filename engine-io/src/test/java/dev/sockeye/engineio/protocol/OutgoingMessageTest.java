package dev.sockeye.engineio.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class OutgoingMessageTest {
    /** A session that waits for its upgrade sends it later: frames that it kept then would never be released. */
    @Test
    void aReleasedViewKeepsNoFrames() {
        OutgoingMessage view = OutgoingMessage.text("a").shared();
        assertThat(view.isShared()).isTrue();

        view.release();

        assertThat(view.isShared()).isFalse();
        assertThat(new String(view.head(), StandardCharsets.UTF_8)).isEqualTo("a");
    }
}
