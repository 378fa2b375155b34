package dev.sockeye.socketio.data;

import dev.sockeye.testsupport.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class ArchitectureTest {

    @TestFactory
    Stream<DynamicTest> keepsTheArchitecture() {
        return ArchitectureRules.testsFor("dev.sockeye.socketio.data");
    }
}
