package io.rendercache.testing;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/** Access traces: public ones from a folder, and generated ones from a seed. A trace is the keys in order of access. */
public final class Traces {
    /** The system property that names the folder of public traces; unset or empty if there is none. */
    public static final String FOLDER_PROPERTY = "rendercache.traces";

    private Traces() {}

    /** Returns the folder of public traces, empty if none is given or it does not exist. */
    public static Optional<Path> folder() {
        String folder = System.getProperty(FOLDER_PROPERTY, "");
        return folder.isBlank()
                ? Optional.empty()
                : Optional.of(Path.of(folder)).filter(Files::isDirectory);
    }

    /** Returns the trace file of this name in the {@link #folder}, empty if there is none. */
    public static Optional<Path> find(String fileName) {
        return folder().map(folder -> folder.resolve(fileName)).filter(Files::isRegularFile);
    }

    /**
     * Reads a trace file in the format given by its name: {@code .gz} for {@link #decimal}, {@code .xz} for {@link
     * #int32}.
     */
    public static long[] read(Path file) {
        String name = file.toString();
        if (name.endsWith(".gz")) {
            return decimal(file);
        }
        if (name.endsWith(".xz")) {
            return int32(file);
        }
        throw new IllegalArgumentException(name + " ends neither with .gz nor with .xz");
    }

    /** Reads gzipped text of one decimal key a line; blank lines and lines that begin with {@code *} are skipped. */
    public static long[] decimal(Path file) {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
            return lines.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("*"))
                    .mapToLong(Long::parseLong)
                    .toArray();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the trace " + file, e);
        }
    }

    /** Reads xz-compressed 32-bit big-endian keys. */
    public static long[] int32(Path file) {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(new XZInputStream(Files.newInputStream(file))))) {
            LongStream.Builder keys = LongStream.builder();
            byte[] key = new byte[Integer.BYTES];
            int read;
            while ((read = in.readNBytes(key, 0, key.length)) == key.length) {
                keys.add((key[0] << 24) | (key[1] & 0xff) << 16 | (key[2] & 0xff) << 8 | (key[3] & 0xff));
            }
            if (read != 0) {
                throw new EOFException("the last key has " + read + " bytes of " + key.length);
            }
            return keys.build().toArray();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the trace " + file, e);
        }
    }

    /** Draws keys from 0 to {@code distinct} - 1, key k with a weight of 1 / (k + 1)^{@code skew}. */
    public static long[] zipf(int references, int distinct, double skew, long seed) {
        double[] cumulative = new double[distinct];
        double sum = 0;
        for (int k = 0; k < distinct; k++) {
            sum += 1 / Math.pow(k + 1, skew);
            cumulative[k] = sum;
        }
        Random random = new Random(seed);
        long[] trace = new long[references];
        for (int i = 0; i < references; i++) {
            int found = Arrays.binarySearch(cumulative, random.nextDouble() * sum);
            trace[i] = Math.min(found < 0 ? -found - 1 : found, distinct - 1);
        }
        return trace;
    }

    /** Goes round the keys from 0 to {@code distinct} - 1, in order, until there are enough references. */
    public static long[] loop(int references, int distinct) {
        return LongStream.range(0, references).map(i -> i % distinct).toArray();
    }

    /**
     * Interrupts a {@link #zipf} trace by scans: at random places, on average one in {@code scanLength} x 4 references,
     * it reads {@code scanLength} keys in a row that nothing else ever asks for.
     */
    public static long[] zipfWithScans(int references, int distinct, double skew, int scanLength, long seed) {
        long[] trace = zipf(references, distinct, skew, seed);
        Random random = new Random(~seed);
        long nextScanKey = distinct;
        int i = 0;
        while (i < references) {
            if (random.nextInt(4 * scanLength) == 0) {
                for (int end = Math.min(references, i + scanLength); i < end; i++) {
                    trace[i] = nextScanKey++;
                }
            } else {
                i++;
            }
        }
        return trace;
    }
}
