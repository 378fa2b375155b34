package dev.sockeye.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.examples.core.InvalidRequestException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NamesTest {
    @Test
    void aNameIsMadeOfLettersOfAnyLanguageDigitsAndThreeSigns() {
        for (String name : new String[] {"a", "Ann-Marie_2.0", "Jürgen", "李雷", "x".repeat(24)}) {
            assertThat(Names.user(name)).isEqualTo(name);
        }
        for (Object wrong : Arrays.asList(null, 7, "", " ", "a b", "<b>", "a\n", "x".repeat(25))) {
            assertThatThrownBy(() -> Names.user(wrong)).isInstanceOf(InvalidRequestException.class);
        }
    }

    @Test
    void aRoomMayBeCalledByAFewMoreCharacters() {
        assertThat(Names.room("x".repeat(32))).hasSize(32);
        for (String wrong : new String[] {null, "", "user:ann", "x".repeat(33)}) {
            assertThatThrownBy(() -> Names.room(wrong)).isInstanceOf(InvalidRequestException.class);
        }
    }

    @Test
    void aTextIsNeitherBlankNorTooLong() {
        assertThat(Names.text("x".repeat(Names.MAX_TEXT))).hasSize(Names.MAX_TEXT);
        for (String wrong : new String[] {null, "", " \n", "x".repeat(Names.MAX_TEXT + 1)}) {
            assertThatThrownBy(() -> Names.text(wrong)).isInstanceOf(InvalidRequestException.class);
        }
    }
}
