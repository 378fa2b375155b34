package dev.sockeye.bench.compare;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws curves over a logarithmic count, microseconds from zero upwards. */
final class CurvePlot {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 400;
    private static final int LEFT = 60;
    private static final int BOTTOM = 350;
    private static final int TOP = 30;
    private static final int RIGHT = 540;
    private static final List<String> COLOURS = List.of("#1b6ca8", "#7f8c8d", "#c0392b", "#27864a", "#8e44ad");

    private CurvePlot() {}

    static String of(Map<String, Map<Integer, Double>> curves) {
        double highest = curves.values().stream()
                .flatMap(points -> points.values().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        double scale = (BOTTOM - TOP) / (highest * 1.2);
        StringBuilder svg = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + WIDTH
                + "\" height=\"" + HEIGHT + "\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        text(svg, LEFT, 18, "#000", "server CPU per delivery of a broadcast, microseconds");
        line(svg, LEFT, BOTTOM, RIGHT, BOTTOM);
        line(svg, LEFT, BOTTOM, LEFT, TOP);
        for (int count = 10; count <= 10_000; count *= 10) {
            text(svg, x(count) - 12, BOTTOM + 18, Integer.toString(count));
        }
        double step = highest > 4 ? 2 : highest > 2 ? 1 : 0.5;
        for (double micros = 0; micros <= highest * 1.1; micros += step) {
            text(svg, 24, BOTTOM - micros * scale + 4, String.format(Locale.ROOT, "%.1f", micros));
        }
        int index = 0;
        for (Map.Entry<String, Map<Integer, Double>> curve : curves.entrySet()) {
            String colour = COLOURS.get(index % COLOURS.size());
            svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"")
                    .append(colour)
                    .append("\" points=\"");
            curve.getValue()
                    .forEach((count, micros) ->
                            svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(count), BOTTOM - micros * scale)));
            svg.append("\"/>\n");
            text(svg, RIGHT + 20, TOP + 20 + 20 * index, colour, curve.getKey());
            index++;
        }
        return svg.append("</svg>\n").toString();
    }

    private static double x(int count) {
        return LEFT + (Math.log10(count) - 1) / 3 * (RIGHT - LEFT);
    }

    private static void line(StringBuilder svg, int x1, int y1, int x2, int y2) {
        svg.append("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#888\"/>%n".formatted(x1, y1, x2, y2));
    }

    private static void text(StringBuilder svg, double x, double y, String text) {
        text(svg, x, y, "#000", text);
    }

    private static void text(StringBuilder svg, double x, double y, String colour, String text) {
        svg.append(
                String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\">%s</text>%n", x, y, colour, text));
    }
}
