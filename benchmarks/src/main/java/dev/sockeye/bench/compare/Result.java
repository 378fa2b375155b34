package dev.sockeye.bench.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was measured for one row and one server.
 *
 * @param row the line of the table
 * @param title its heading
 * @param unit the unit of the values
 * @param server the column
 * @param samples one value per round
 * @param perSecond units per second in the median round, 0 where there is none
 * @param cpuShare the part of its CPU that the server used in the median round, 0 to 1
 * @param latencyMillis the median of a time measured besides, 0 where there is none
 * @param failure what was wrong; the other figures mean nothing then
 */
record Result(
        String row,
        String title,
        String unit,
        String server,
        List<Double> samples,
        double perSecond,
        double cpuShare,
        double latencyMillis,
        @Nullable String failure) {

    Result {
        samples = List.copyOf(samples);
    }

    static Result failed(Row row, String server, String failure) {
        return new Result(row.id(), row.title(), "", server, List.of(), 0, 0, 0, failure);
    }

    static Result memory(String row, String title, String unit, String server, double value) {
        return new Result(row, title, unit, server, List.of(value), 0, 0, 0, null);
    }

    double median() {
        return median(samples);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
