package io.rendercache.benchmarks.results;

import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Graphics2D;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Drawings as SVG that stands alone: with its title inside, and no more digits than a screen shows. */
public final class Svg {
    private static final Pattern FRACTION = Pattern.compile("-?\\d+\\.\\d+(?:E-?\\d+)?");
    private static final int DECIMALS = 2;
    private static final int TITLE_SIZE = 15;
    private static final int LINE_HEIGHT = 20;

    /** Of a bold letter, on the average and on the safe side, in any common sans-serif. */
    private static final double LETTER_WIDTH = 9.2;

    private static final int MOST_LINES = 4;

    private Svg() {}

    /** Returns what {@code painter} draws, as elements of SVG without the {@code svg} around them. */
    public static String elements(Consumer<Graphics2D> painter, int width, int height) throws IOException {
        VectorGraphics2D picture = new VectorGraphics2D();
        painter.accept(picture);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Processors.get("svg")
                .getDocument(picture.getCommands(), new PageSize(0, 0, width, height))
                .writeTo(bytes);
        String text = bytes.toString(StandardCharsets.UTF_8);
        int start = text.indexOf('>', text.indexOf("<svg")) + 1;
        return rounded(text.substring(start, text.lastIndexOf("</svg>")).strip());
    }

    /** Returns a file of SVG: the title, which a reader of the screen is told too, above the elements. */
    public static String file(String title, String elements, int width, int height) {
        List<String> lines = wrapped(title, (int) (width / LETTER_WIDTH));
        int above = lines.size() * LINE_HEIGHT + 10;
        StringBuilder svg = new StringBuilder(elements.length() + 1_000)
                .append(String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">\n",
                        width,
                        height + above,
                        width,
                        height + above))
                .append("<title>")
                .append(escape(title))
                .append("</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n")
                .append("<g font-family=\"sans-serif\" font-size=\"" + TITLE_SIZE
                        + "\" font-weight=\"bold\" fill=\"#222\">\n");
        for (int i = 0; i < lines.size(); i++) {
            svg.append("<text x=\"8\" y=\"" + (i + 1) * LINE_HEIGHT + "\">")
                    .append(escape(lines.get(i)))
                    .append("</text>\n");
        }
        return svg.append("</g>\n<g transform=\"translate(0 " + above + ")\">\n")
                .append(elements)
                .append("\n</g>\n</svg>\n")
                .toString();
    }

    /** Returns the text with what HTML and XML give a meaning, and what they or UTF-8 do not allow, made harmless. */
    public static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        legal(text).codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    /** Returns the text with what XML or UTF-8 do not allow replaced: for a drawing, which escapes what it is given. */
    public static String legal(String text) {
        StringBuilder legal = new StringBuilder(text.length());
        text.codePoints().forEach(c -> legal.appendCodePoint(isAllowed(c) ? c : 0xFFFD));
        return legal.toString();
    }

    private static boolean isAllowed(int c) {
        return c == '\n'
                || !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE && (c & 0xFFFE) != 0xFFFE;
    }

    private static String rounded(String elements) {
        return FRACTION.matcher(elements).replaceAll(found -> {
            BigDecimal value = new BigDecimal(found.group()).setScale(DECIMALS, RoundingMode.HALF_EVEN);
            return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
        });
    }

    /** A word longer than a line is cut, and so is what follows the last line. */
    private static List<String> wrapped(String title, int letters) {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : title.strip().split("\\s+")) {
            String cut = word.length() > letters ? word.substring(0, letters - 1) + "…" : word;
            if (line.length() + 1 + cut.length() > letters && !line.isEmpty()) {
                lines.add(line);
                line = cut;
            } else {
                line = line.isEmpty() ? cut : line + " " + cut;
            }
        }
        lines.add(line);
        if (lines.size() <= MOST_LINES) {
            return lines;
        }
        List<String> first = new ArrayList<>(lines.subList(0, MOST_LINES));
        first.set(MOST_LINES - 1, first.get(MOST_LINES - 1).replaceFirst(".$", "…"));
        return first;
    }
}
