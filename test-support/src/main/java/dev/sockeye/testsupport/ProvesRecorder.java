package dev.sockeye.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes what tests with {@link Proves} proved to {@code target/proves/CLASS.jsonl}, one line per test and run:
 * {@code {"test":"a.b.FooTest.closes","rows":["E53"],"result":"passed"}}.
 *
 * <p>{@code result} is {@code passed}, {@code failed} or {@code skipped}. The file of a class is replaced when the class
 * runs again. Registered for all tests by the service loader. Thread-safe.
 */
public final class ProvesRecorder implements TestExecutionListener {

    private final Path directory;
    private final Map<String, List<String>> linesByClass = new TreeMap<>();

    /** Called by JUnit. */
    public ProvesRecorder() {
        this(Path.of("target", "proves"));
    }

    ProvesRecorder(Path directory) {
        this.directory = directory;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        record(test, result.getStatus() == TestExecutionResult.Status.SUCCESSFUL ? "passed" : "failed");
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        record(test, "skipped");
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        write();
    }

    private void record(TestIdentifier test, String result) {
        MethodSource source = test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .orElse(null);
        // A parameterised method that was skipped has no tests below it, so its container stands for them.
        if (source == null || !(test.isTest() || result.equals("skipped"))) {
            return;
        }
        Set<String> rows = rows(source.getJavaMethod(), source.getJavaClass());
        if (!rows.isEmpty()) {
            String line = "{\"test\":" + quote(source.getClassName() + "." + source.getMethodName())
                    + rows.stream().map(ProvesRecorder::quote).collect(Collectors.joining(",", ",\"rows\":[", "]"))
                    + ",\"result\":" + quote(result) + "}";
            add(source.getClassName(), line);
        }
    }

    private static Set<String> rows(Method method, Class<?> testClass) {
        Set<String> rows = new LinkedHashSet<>();
        addRows(rows, method.getAnnotation(Proves.class));
        for (Class<?> type = testClass; type != null; type = type.getEnclosingClass()) {
            addRows(rows, type.getAnnotation(Proves.class));
        }
        return rows;
    }

    private static void addRows(Set<String> rows, @Nullable Proves proves) {
        if (proves != null) {
            rows.addAll(List.of(proves.value()));
        }
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private synchronized void add(String className, String line) {
        linesByClass.computeIfAbsent(className, name -> new ArrayList<>()).add(line);
    }

    private synchronized void write() {
        if (linesByClass.isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(directory);
            for (Map.Entry<String, List<String>> entry : linesByClass.entrySet()) {
                Files.write(directory.resolve(entry.getKey() + ".jsonl"), entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
