package io.rendercache.cli;

import com.sun.management.ThreadMXBean;
import io.rendercache.internal.layout.HeaderDescriptor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * Runs the tool on damaged files, in a JVM of its own with a small heap and no flags, and ends with a stack trace at
 * the first answer that is none. Arguments: what to do, the seed, how often, and the files, which are not written to.
 */
final class HostileFiles {
    /** More than this no command takes for a small file, whatever it says of itself. */
    private static final long MOST_ALLOCATED_BYTES = 16 << 20;

    private static final List<List<Object>> COMMANDS = List.of(
            List.of("info"),
            List.of("stat"),
            List.of("stat", "--json"),
            List.of("verify", "--level=slots"),
            List.of("verify", "--level=full"),
            List.of("verify", "--level=full", "--json"),
            List.of("dump"),
            List.of("dump", "--json"));
    private static final int CASES_TO_A_COPY = 100;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final CommandLine tool =
            RenderCacheTool.commandLine(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
    private final SplittableRandom random;
    private final Path file;
    private final Path copy;
    private int answers;

    private HostileFiles(SplittableRandom random, Path original) {
        this.random = random;
        // In a folder of its own under the same name, for the names and what lies beside it count.
        this.file = original.resolveSibling("hostile").resolve(String.valueOf(original.getFileName()));
        this.copy = original.resolveSibling("copy-of-" + original.getFileName());
    }

    /** Runs in the child. */
    public static void main(String[] args) throws IOException {
        long seed = Long.parseLong(args[1]);
        System.out.println("seed " + seed);
        for (String name : List.of(args).subList(3, args.length)) {
            Path original = Path.of(name);
            HostileFiles files = new HostileFiles(new SplittableRandom(seed), original);
            linkAllBeside(original);
            Files.delete(files.file);
            switch (args[0]) {
                case "flip" -> files.flipEachByteOfTheHeader(original);
                case "truncate" -> files.cutOffAtEachByte(original);
                default -> files.mutate(original, Integer.parseInt(args[2]));
            }
            Files.delete(files.file);
            Files.createLink(files.file, original);
            System.out.println(original.getFileName() + ": " + files.answers + " answers");
        }
    }

    private static void linkAllBeside(Path original) throws IOException {
        Path folder = original.resolveSibling("hostile");
        if (Files.exists(folder)) {
            return;
        }
        Files.createDirectory(folder);
        try (Stream<Path> files = Files.list(original.toAbsolutePath().getParent())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.createLink(folder.resolve(file.getFileName()), file);
            }
        }
    }

    private void flipEachByteOfTheHeader(Path original) throws IOException {
        byte[] bytes = Files.readAllBytes(original);
        for (int at = 0; at < HeaderDescriptor.LENGTH; at++) {
            boolean isSealed = at < HeaderDescriptor.CHECKSUM + Integer.BYTES;
            for (int mask : isSealed ? new int[] {0xFF, 1 << random.nextInt(8)} : new int[] {0xFF}) {
                bytes[at] ^= (byte) mask;
                Files.write(file, bytes);
                String what = "byte " + at + " of the header ^ " + mask;
                boolean isVersion = at >= HeaderDescriptor.LAYOUT_VERSION && at < HeaderDescriptor.BYTE_ORDER_MARK;
                boolean isState = at >= HeaderDescriptor.STATE && at < HeaderDescriptor.STATE + Integer.BYTES;
                int code = answer(what, List.of("verify", "--level=header"));
                require(code == (isVersion ? 4 : isSealed || isState ? 1 : 0), what + ": exit code " + code);
                if (at % COMMANDS.size() == 0) {
                    answer(what, any());
                }
                bytes[at] ^= (byte) mask;
            }
        }
    }

    private void cutOffAtEachByte(Path original) throws IOException {
        byte[] bytes = Files.readAllBytes(original);
        Files.write(file, bytes);
        require(answer("the whole file", List.of("verify")) == 0, "the whole file is not sound");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int length = bytes.length - 1; length >= 0; length--) {
                channel.truncate(length);
                String what = "cut off at byte " + length;
                require(answer(what, any()) == 1, what + ": not damaged");
            }
        }
    }

    private void mutate(Path original, int times) throws IOException {
        Mutations mutations = new Mutations(original);
        for (int i = 0; i < times; i++) {
            Files.write(file, mutations.next(random));
            String what = "mutation " + i + " of " + original.getFileName();
            if (i % CASES_TO_A_COPY == 0) {
                copy(what);
            } else {
                answer(what, any());
            }
        }
    }

    /** What comes of a damaged file is none, or a sound one. */
    private void copy(String what) throws IOException {
        int code = answer(what, List.of("copy", copy));
        if (code == 0 || Files.exists(copy)) {
            Tool.Result result = run(List.of("verify", copy));
            require(result.code() == 0, what + ": the copy is " + result);
        }
        for (String suffix : List.of("", ".large", ".running", ".ended")) {
            Files.deleteIfExists(copy.resolveSibling(copy.getFileName() + suffix));
        }
    }

    private List<Object> any() {
        return COMMANDS.get(random.nextInt(COMMANDS.size()));
    }

    private int answer(String what, List<Object> command) {
        List<Object> line = new ArrayList<>(command);
        line.add(1, file);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Tool.Result result;
        try {
            result = run(line);
        } catch (RuntimeException | OutOfMemoryError e) {
            throw new AssertionError(what + ": " + line, e);
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        String described = what + ": " + line + " took " + allocated + " bytes and said " + result;
        require(allocated <= MOST_ALLOCATED_BYTES, described);
        require(result.code() >= 0 && result.code() <= 4, described);
        require(result.code() != 2 || result.err().contains("this tool reads slots of up to"), described);
        require(result.err().lines().count() <= 2, described);
        require(result.err().lines().allMatch(each -> each.startsWith("rendercache: ")), described);
        require(!result.err().contains("a mistake of this tool"), described);
        require(!result.err().contains("Exception"), described);
        require(result.out().chars().allMatch(c -> c == '\n' || !Character.isISOControl(c)), described);
        answers++;
        return result.code();
    }

    /** All runs have one command line, for making one takes longer than most answers. */
    private Tool.Result run(List<Object> line) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = tool.setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute(line.stream().map(Object::toString).toArray(String[]::new));
        return new Tool.Result(code, out.toString(), err.toString());
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
