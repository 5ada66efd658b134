package io.rendercache.benchmarks.report;

import io.rendercache.benchmarks.results.Svg;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.AxesChart;
import org.knowm.xchart.style.AxesChartStyler;

/**
 * A chart.
 *
 * @param slug names its file and, in a page, the parts of its drawing
 * @param title what it shows, in which unit, and which way is better
 * @param elements the drawing without its title
 * @param height of the elements; all are {@link #WIDTH} wide
 */
record Drawing(String slug, String title, String elements, int height) {
    /** Narrow, so that its letters can still be read on a phone. */
    static final int WIDTH = 440;

    static final int HEIGHT = 310;

    static final int MARKER_SIZE = 7;

    private static final int MOST_BARS = 1_000;
    private static final int LONGEST_SLUG = 80;

    /** What lines are drawn with. */
    static final BasicStroke LINE = new BasicStroke(2);

    /** Returns why nothing can be drawn here, in a line, or nothing if it can: a bare JDK may find no font at all. */
    static Optional<String> obstacle() {
        try {
            BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
            image.createGraphics().getFontMetrics(font(Font.PLAIN, 12)).stringWidth("0");
            return Optional.empty();
        } catch (RuntimeException | LinkageError | InternalError e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            String reason = String.valueOf(cause.getMessage()).replaceAll("\\s*\\R\\s*", " ");
            return Optional.of("no charts are drawn, for Java finds no font here (" + reason
                    + "); install fontconfig and a font, such as fonts-dejavu-core");
        }
    }

    /** Draws the chart, with its legend below. */
    static Drawing of(String slug, String title, AxesChart<?, ?> chart, int plotHeight) throws IOException {
        Legend legend = new Legend(chart);
        int height = plotHeight + legend.height();
        String elements = Svg.elements(
                graphics -> {
                    chart.paint(graphics, WIDTH, plotHeight);
                    legend.paint(graphics, plotHeight);
                },
                WIDTH,
                height);
        return new Drawing(slug(slug), title, elements, height);
    }

    static Drawing of(String slug, String title, AxesChart<?, ?> chart) throws IOException {
        return of(slug, title, chart, HEIGHT);
    }

    /** Returns the same under another name. */
    Drawing named(String other) {
        return new Drawing(other, title, elements, height);
    }

    /** Returns a file that stands alone. */
    String svg() {
        return Svg.file(title, elements, WIDTH, height);
    }

    /** Returns the drawing for a page, which writes its title: as wide as there is room, its names its own. */
    String inline() {
        String own = elements.replaceAll("\\bid=\"", "id=\"" + slug + "-").replaceAll("url\\(#", "url(#" + slug + "-");
        return "<svg viewBox=\"0 0 " + WIDTH + " " + height + "\" role=\"img\" aria-label=\"" + Svg.escape(title)
                + "\">\n" + own + "\n</svg>\n";
    }

    private static String slug(String text) {
        String slug = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return slug.substring(0, Math.min(LONGEST_SLUG, slug.length())).replaceAll("^-|-$", "");
    }

    /** Returns an empty chart of bars. */
    static CategoryChart bars(String xTitle, String yTitle) {
        CategoryChart chart = new CategoryChart(WIDTH, HEIGHT);
        style(chart.getStyler());
        chart.setXAxisTitle(xTitle);
        chart.setYAxisTitle(yTitle);
        chart.getStyler().setAvailableSpaceFill(0.86).setErrorBarsColor(Palette.TEXT);
        return chart;
    }

    /** Returns an empty chart of bars that lie, their names beside them. */
    static HorizontalBarChart lyingBars(String xTitle) {
        HorizontalBarChart chart = new HorizontalBarChart(WIDTH, HEIGHT);
        style(chart.getStyler());
        chart.setXAxisTitle(xTitle);
        chart.getStyler().setAvailableSpaceFill(0.7).setXAxisMin(0.0);
        // Else names are left out as if they stood beside each other.
        chart.getStyler().setXAxisMaxLabelCount(MOST_BARS);
        chart.getStyler().setPlotGridVerticalLinesVisible(true).setPlotGridHorizontalLinesVisible(false);
        return chart;
    }

    /** Returns an empty chart of lines. */
    static XYChart lines(String xTitle, String yTitle) {
        XYChart chart = new XYChart(WIDTH, HEIGHT);
        style(chart.getStyler());
        chart.setXAxisTitle(xTitle);
        chart.setYAxisTitle(yTitle);
        chart.getStyler().setMarkerSize(MARKER_SIZE);
        return chart;
    }

    private static void style(AxesChartStyler styler) {
        styler.setAxisTitleFont(font(Font.PLAIN, 13))
                .setAxisTickLabelsFont(font(Font.PLAIN, 13))
                .setAxisTickLabelsColor(Palette.TEXT)
                .setAxisTickMarksColor(Palette.GRID)
                .setPlotGridLinesColor(Palette.GRID)
                .setPlotGridLinesStroke(new BasicStroke(1))
                .setPlotGridVerticalLinesVisible(false)
                .setErrorBarsColor(Palette.TEXT);
        styler.setChartTitleVisible(false)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setChartFontColor(Palette.TEXT)
                .setLegendVisible(false)
                .setChartPadding(6)
                .setLocale(Locale.ROOT);
    }

    static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }
}
