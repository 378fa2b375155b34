package dev.sockeye.bench.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table of a comparison; in parentheses the ratio to the limit server of the row. */
final class MarkdownTable {

    private static final String LIMIT = "raw-netty";

    private MarkdownTable() {}

    static String of(List<String> servers, List<Result> results) {
        Map<String, Map<String, Result>> rows = new LinkedHashMap<>();
        for (Result result : results) {
            rows.computeIfAbsent(result.row(), row -> new LinkedHashMap<>()).put(result.server(), result);
        }
        StringBuilder table = new StringBuilder("| unit | ")
                .append(String.join(" | ", servers))
                .append(" |\n|---|");
        table.append("--:|".repeat(servers.size())).append('\n');
        rows.values().forEach(row -> appendRow(table, servers, row));
        return table.toString();
    }

    private static void appendRow(StringBuilder table, List<String> servers, Map<String, Result> row) {
        Result first = row.values().stream()
                .filter(result -> !result.unit().isEmpty())
                .findFirst()
                .orElse(row.values().iterator().next());
        table.append("| ")
                .append(first.title())
                .append(" [")
                .append(first.unit())
                .append("] |");
        for (String server : servers) {
            table.append(' ').append(cell(row, server)).append(" |");
        }
        table.append('\n');
    }

    private static String cell(Map<String, Result> row, String server) {
        Result result = row.get(server);
        if (result == null) {
            return "-";
        }
        if (result.failure() != null) {
            return result.failure().startsWith("wrong reply") ? "wrong bytes" : "failed";
        }
        Result limit = row.get(LIMIT);
        if (limit == null || limit.failure() != null || server.equals(LIMIT) || limit.median() <= 0) {
            return number(result.median());
        }
        return number(result.median()) + String.format(Locale.ROOT, " (%.2f)", result.median() / limit.median());
    }

    /** One result in words. */
    static String value(Result result) {
        String text = number(result.median()) + " " + result.unit();
        if (result.perSecond() > 0) {
            text += String.format(
                    Locale.ROOT, ", %.0f/s at %.0f %% of the CPU", result.perSecond(), 100 * result.cpuShare());
        }
        if (result.latencyMillis() > 0) {
            text += String.format(Locale.ROOT, ", latency %.1f ms", result.latencyMillis());
        }
        return text;
    }

    private static String number(double value) {
        double size = Math.abs(value);
        String format = size < 10 ? "%.2f" : size < 100 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, value);
    }
}
