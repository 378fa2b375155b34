package dev.sockeye.engineio.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.internal.session.SessionState.Event;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionStateTest {
    @ParameterizedTest
    @CsvSource({
        "OPEN, CLOSE, CLOSING",
        "OPEN, END, CLOSED",
        "CLOSING, CLOSE, CLOSING",
        "CLOSING, END, CLOSED",
        "CLOSED, CLOSE, CLOSED",
        "CLOSED, END, CLOSED"
    })
    void everyEventInEveryState(SessionState state, Event event, SessionState next) {
        assertThat(state.next(event)).isEqualTo(next);
    }
}
