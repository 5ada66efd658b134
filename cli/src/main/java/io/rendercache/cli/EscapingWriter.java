package io.rendercache.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.HexFormat;

/**
 * Writes text in a charset; a character that the charset lacks is written as {@code \}{@code u} and four digits, not as
 * a {@code ?}.
 */
final class EscapingWriter extends Writer {
    private static final HexFormat HEX = HexFormat.of();

    private final Writer out;
    private final CharsetEncoder encoder;

    EscapingWriter(OutputStream out, Charset charset) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, charset));
        this.encoder = charset.newEncoder();
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        int end = offset + length;
        for (int i = offset; i < end; ) {
            int point = Character.codePointAt(text, i, end);
            int units = Character.charCount(point);
            if (point < 0x80 || encoder.canEncode(Character.toString(point))) {
                out.write(text, i, units);
            } else {
                for (int unit = i; unit < i + units; unit++) {
                    out.write("\\u" + HEX.toHexDigits(text[unit]));
                }
            }
            i += units;
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
