package io.rendercache.benchmarks.sizing;

import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** More would only make the file large. */
    private static final int MOST_POINTS = 2_000;

    private MissChart() {}

    /**
     * Writes it as SVG.
     *
     * @throws IOException if it cannot be written, or cannot be drawn for want of fonts; the message says so
     */
    static void write(Sizing sizing, Path file) throws IOException {
        System.setProperty("java.awt.headless", "true");
        ByteArrayOutputStream svg = new ByteArrayOutputStream();
        try {
            VectorGraphics2D picture = new VectorGraphics2D();
            chart(sizing).paint(picture, WIDTH_PIXELS, HEIGHT_PIXELS);
            Processors.get("svg")
                    .getDocument(picture.getCommands(), new PageSize(0, 0, WIDTH_PIXELS, HEIGHT_PIXELS))
                    .writeTo(svg);
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new IOException(
                    "no chart could be drawn; Java needs fonts for it (on Debian: apt install fontconfig"
                            + " fonts-dejavu-core, on Alpine: apk add fontconfig ttf-dejavu): " + e,
                    e);
        }
        Files.write(file, svg.toByteArray());
    }

    private static XYChart chart(Sizing sizing) {
        Subject subject = sizing.subject();
        XYChart chart = new XYChartBuilder()
                .width(WIDTH_PIXELS)
                .height(HEIGHT_PIXELS)
                .title("Misses of exact LRU, " + subject.name() + ": percent of lookups, lower is better")
                .xAxisTitle("capacity, entries (logarithmic)")
                .yAxisTitle("misses, % of lookups")
                .build();
        chart.getStyler().setXAxisLogarithmic(true).setYAxisMin(0.0);
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

    /** The curve as a staircase of straight lines, thinned where it has very many steps. */
    private record Line(double[] capacities, double[] percents) {
        static Line of(MissCurve curve, long end) {
            List<Integer> steps = curve.steps();
            int every = Math.max(1, (steps.size() + MOST_POINTS - 1) / MOST_POINTS);
            int points = (steps.size() + every - 1) / every;
            double[] capacities = new double[2 * points + 1];
            double[] percents = new double[2 * points + 1];
            int at = 0;
            double before = 100 * curve.missRatio(1);
            for (int i = 0; i < steps.size(); i += every) {
                double ratio = 100 * curve.missRatio(steps.get(i));
                capacities[at] = steps.get(i);
                percents[at++] = before;
                capacities[at] = steps.get(i);
                percents[at++] = ratio;
                before = ratio;
            }
            capacities[at] = Math.max(end, curve.enough());
            percents[at] = 100 * curve.missRatio(curve.enough());
            return new Line(capacities, percents);
        }
    }
}
