package io.rendercache.benchmarks.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * A chart as SVG.
 *
 * @param slug names its file and, in a page, the parts of its drawing
 * @param title what it shows, in which unit, and which way is better
 * @param svg the drawing, a file of its own
 */
record Drawing(String slug, String title, String svg) {
    /** Narrow, so that its letters can still be read on a phone. */
    static final int WIDTH = 520;

    static final int HEIGHT = 340;

    private static final Pattern SIZE = Pattern.compile("\\b(width|height)=\"[^\"]*\"");

    /** Returns why nothing can be drawn here, in a line, or nothing if it can: a bare JDK may find no font at all. */
    static Optional<String> obstacle() {
        try {
            BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
            image.createGraphics().getFontMetrics(font(Font.PLAIN, 12)).stringWidth("0");
            return Optional.empty();
        } catch (RuntimeException | LinkageError | InternalError e) {
            String reason = String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
            return Optional.of("no charts are drawn, for Java finds no font here (" + reason
                    + "); install fontconfig and a font, such as fonts-dejavu-core");
        }
    }

    /** Draws the chart. */
    static Drawing of(String slug, String title, IChart chart) throws IOException {
        String text = new String(ChartEncoder.getBytes(chart, "svg"), StandardCharsets.UTF_8);
        return new Drawing(slug, title, text.substring(text.indexOf("<svg")));
    }

    /** Returns the drawing for a page: as wide as there is room, its names its own, no name spaces. */
    String inline() {
        int end = svg.indexOf('>');
        String head = svg.substring(0, end).replaceAll("\\sxmlns(:\\w+)?=\"[^\"]*\"", "");
        Matcher sizes = SIZE.matcher(head);
        head = sizes.replaceAll("").replaceAll("\\sviewBox=\"[^\"]*\"", "");
        String body = svg.substring(end)
                .replaceAll("\\sxmlns(:\\w+)?=\"[^\"]*\"", "")
                .replaceAll("\\bid=\"", "id=\"" + slug + "-")
                .replaceAll("url\\(#", "url(#" + slug + "-");
        return head + " viewBox=\"0 0 " + WIDTH + " " + HEIGHT + "\" role=\"img\" aria-label=\"" + Page.escape(title)
                + "\"" + body;
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

    /** Returns an empty chart of lines. */
    static XYChart lines(String xTitle, String yTitle) {
        XYChart chart = new XYChart(WIDTH, HEIGHT);
        style(chart.getStyler());
        chart.setXAxisTitle(xTitle);
        chart.setYAxisTitle(yTitle);
        chart.getStyler().setMarkerSize(7);
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
                .setLegendFont(font(Font.PLAIN, 13))
                .setLegendBorderColor(Color.WHITE)
                .setLegendPosition(LegendPosition.OutsideE)
                .setLegendLayout(LegendLayout.Vertical)
                .setLegendPadding(4)
                .setChartPadding(6)
                .setLocale(Locale.ROOT);
    }

    static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }
}
