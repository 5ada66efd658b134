package io.rendercache.benchmarks.results;

import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run was made on, as {@code env.json} keeps it. It names no host, no user and no path.
 *
 * @param date the day, ISO 8601
 * @param processor the processor's model
 * @param cores the processors that the JVM sees
 * @param memory the machine's memory, in GiB, with the unit
 * @param system the operating system
 * @param jdk the JVM, its version and who made it
 * @param flags the flags of the JVMs measured in, none that holds a path
 * @param commit the commit measured, with {@code -dirty} behind it if files were changed; null if git does not say
 */
public record Environment(
        @Nullable String date,
        @Nullable String processor,
        int cores,
        @Nullable String memory,
        @Nullable String system,
        @Nullable String jdk,
        @Nullable List<String> flags,
        @Nullable String commit) {
    private static final String UNKNOWN = "unknown";

    /** Asks this machine and JVM; {@code flags} are those of the JVMs that are measured in. */
    public static Environment here(List<String> flags) {
        return new Environment(
                LocalDate.now(ZoneId.systemDefault()).toString(),
                processorModel(),
                Runtime.getRuntime().availableProcessors(),
                memoryGib(),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"),
                System.getProperty("java.vm.name") + " " + Runtime.version() + ", " + System.getProperty("java.vendor"),
                withoutPaths(flags),
                commitOfWorkingDirectory());
    }

    /** Returns the name for a folder of runs: date, machine and JDK. */
    public String folderName() {
        return date + "-" + machineName(String.valueOf(processor)) + "-" + cores + "-cores-jdk"
                + Runtime.version().feature();
    }

    /** Whether figures of both may stand in one folder: same processor, cores and JDK. */
    public boolean isSameMachineAs(Environment other) {
        return Objects.equals(processor, other.processor) && cores == other.cores && Objects.equals(jdk, other.jdk);
    }

    /** Returns the machine and the JDK in a few words. */
    public String describe() {
        return processor + " with " + cores + " cores, " + jdk;
    }

    /** A processor's model as part of a folder's name: what is said of every one is left out. */
    static String machineName(String processor) {
        String name = Stream.of(processor
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("\\([a-z]+\\)|@.*| with .*", " ")
                        .split("[^a-z0-9]+"))
                .filter(word -> !word.isEmpty()
                        && !List.of("intel", "amd", "cpu", "processor", "core", "virtual")
                                .contains(word))
                .limit(3)
                .collect(Collectors.joining("-"));
        return name.isEmpty() ? UNKNOWN : name;
    }

    /** A module's name has a slash that is no path's. */
    static List<String> withoutPaths(List<String> flags) {
        return flags.stream()
                .filter(flag -> flag.startsWith("--add-") || flag.indexOf('/') < 0 && flag.indexOf('\\') < 0)
                .toList();
    }

    private static String processorModel() {
        Path linux = Path.of("/proc/cpuinfo");
        if (Files.isReadable(linux)) {
            try (Stream<String> lines = Files.lines(linux)) {
                String model = lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse("");
                if (!model.isEmpty()) {
                    return model;
                }
            } catch (IOException e) {
                // Said as unknown below: a run is worth keeping without it.
            }
        }
        String mac = answer("sysctl", "-n", "machdep.cpu.brand_string");
        if (mac != null) {
            return mac;
        }
        String windows = System.getenv("PROCESSOR_IDENTIFIER");
        return windows == null ? System.getProperty("os.arch", UNKNOWN) : windows;
    }

    private static String memoryGib() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
                ? Math.round(machine.getTotalMemorySize() / (double) (1L << 30)) + " GiB"
                : UNKNOWN;
    }

    private static @Nullable String commitOfWorkingDirectory() {
        String commit = answer("git", "rev-parse", "--short", "HEAD");
        if (commit == null) {
            return null;
        }
        return answer("git", "status", "--porcelain", "--untracked-files=no") == null ? commit : commit + "-dirty";
    }

    /** What a program prints in a line; null if it is not there, fails, is slow or prints nothing. */
    private static @Nullable String answer(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectInput(ProcessBuilder.Redirect.from(new File(nullDevice())))
                    .start();
            try {
                String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                boolean ended = process.waitFor(10, TimeUnit.SECONDS);
                return ended && process.exitValue() == 0 && !text.isEmpty() ? text : null;
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static String nullDevice() {
        return System.getProperty("os.name", "").startsWith("Windows") ? "NUL" : "/dev/null";
    }
}
