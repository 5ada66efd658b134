package io.rendercache.benchmarks.sizing;

import io.rendercache.benchmarks.results.Svg;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The miss ratio over the capacity, which runs logarithmically, with the cap marked. */
final class MissChart {
    private static final Color BLUE = new Color(0x00, 0x72, 0xB2);
    private static final Color VERMILION = new Color(0xD5, 0x5E, 0x00);
    private static final int WIDTH_PIXELS = 900;
    private static final int HEIGHT_PIXELS = 500;

    private MissChart() {}

    /**
     * Writes it as SVG.
     *
     * @throws IOException if it cannot be written, or cannot be drawn for want of fonts; the message says so
     */
    static void write(Sizing sizing, Path file) throws IOException {
        System.setProperty("java.awt.headless", "true");
        String elements;
        try {
            XYChart chart = chart(sizing);
            elements = Svg.elements(
                    picture -> chart.paint(picture, WIDTH_PIXELS, HEIGHT_PIXELS), WIDTH_PIXELS, HEIGHT_PIXELS);
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new IOException(
                    "no chart could be drawn; Java needs fonts for it (on Debian: apt install fontconfig"
                            + " fonts-dejavu-core, on Alpine: apk add fontconfig ttf-dejavu): " + e,
                    e);
        }
        String title = "Misses of exact LRU, " + sizing.subject().name() + ": percent of lookups, lower is better";
        Files.writeString(file, Svg.file(title, elements, WIDTH_PIXELS, HEIGHT_PIXELS));
    }

    private static XYChart chart(Sizing sizing) {
        Subject subject = sizing.subject();
        XYChart chart = new XYChartBuilder()
                .width(WIDTH_PIXELS)
                .height(HEIGHT_PIXELS)
                .xAxisTitle("capacity, entries (logarithmic)")
                .yAxisTitle("misses, % of lookups")
                .build();
        chart.getStyler().setXAxisLogarithmic(true).setYAxisMin(0.0);
        chart.getStyler().setChartTitleVisible(false).setChartBackgroundColor(Color.WHITE);
        Line line = Line.of(sizing.curve(), 4L * subject.cap());
        show(chart.addSeries("miss ratio", line.capacities(), line.percents()), BLUE);
        double top = sizing.curve().missRatio(1) * 100;
        show(
                chart.addSeries(
                        "cap of " + Words.count(subject.cap()),
                        new double[] {subject.cap(), subject.cap()},
                        new double[] {0, Math.max(top, 1)}),
                VERMILION);
        return chart;
    }

    private static void show(XYSeries series, Color color) {
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(color);
    }

    /** The curve as a staircase of straight lines, of the steps that fall on one column of pixels only the first. */
    private record Line(double[] capacities, double[] percents) {
        static Line of(MissCurve curve, long end) {
            List<Integer> steps = shown(curve.steps());
            double[] capacities = new double[2 * steps.size() + 1];
            double[] percents = new double[2 * steps.size() + 1];
            int at = 0;
            for (int step : steps) {
                capacities[at] = step;
                percents[at++] = 100 * curve.missRatio(Math.max(1, step - 1));
                capacities[at] = step;
                percents[at++] = 100 * curve.missRatio(step);
            }
            capacities[at] = Math.max(end, curve.enough());
            percents[at] = 100 * curve.missRatio(curve.enough());
            return new Line(capacities, percents);
        }

        /** The last is always shown: from it on nothing changes. */
        private static List<Integer> shown(List<Integer> steps) {
            int last = steps.get(steps.size() - 1);
            double columns = WIDTH_PIXELS / Math.max(1, Math.log(last));
            List<Integer> shown = new ArrayList<>();
            long before = -1;
            for (int step : steps) {
                long column = (long) (Math.log(step) * columns);
                if (column != before || step == last) {
                    shown.add(step);
                    before = column;
                }
            }
            return shown;
        }
    }
}
