package io.rendercache.internal.memory;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * How much memory and swap this process can ever have: what the machine has, or what the control groups of a container
 * allow it. Read from {@code /proc} and {@code /sys}, so it is known on Linux only; the JDK says it in a module that
 * not every runtime has.
 */
public final class MachineMemory {
    private static final String MEMINFO = "proc/meminfo";
    private static final String OWN_GROUPS = "proc/self/cgroup";
    private static final Path GROUPS = Path.of("sys", "fs", "cgroup");

    /**
     * Larger numbers mean that there is no limit: the first version of control groups says so with the largest multiple
     * of a page.
     */
    private static final long UNLIMITED = Long.MAX_VALUE >> 1;

    private MachineMemory() {}

    /** Returns the bytes of memory and swap, or nothing if the system does not say. */
    public static OptionalLong bytes() {
        return bytes(Path.of("/"));
    }

    /** The same for a system whose root is here. */
    static OptionalLong bytes(Path root) {
        List<String> info = lines(root.resolve(MEMINFO));
        long memory = kibibytes(info, "MemTotal:");
        if (memory == 0) {
            return OptionalLong.empty();
        }
        long swap = kibibytes(info, "SwapTotal:");
        long together = UNLIMITED;
        for (Path group : groups(root)) {
            memory = Math.min(memory, limit(group.resolve("memory.max")));
            swap = Math.min(swap, limit(group.resolve("memory.swap.max")));
            memory = Math.min(memory, limit(group.resolve("memory.limit_in_bytes")));
            together = Math.min(together, limit(group.resolve("memory.memsw.limit_in_bytes")));
        }
        return OptionalLong.of(Math.min(memory + swap, together));
    }

    private static long kibibytes(List<String> info, String name) {
        for (String line : info) {
            if (line.startsWith(name)) {
                long number = number(line.substring(name.length()).replace("kB", ""));
                return number < UNLIMITED >> 10 ? number << 10 : 0;
            }
        }
        return 0;
    }

    /** Returns the groups that may limit this process, from its own up to the topmost; some may not exist. */
    private static List<Path> groups(Path root) {
        List<Path> groups = new ArrayList<>();
        Path mount = root.resolve(GROUPS);
        for (String line : lines(root.resolve(OWN_GROUPS))) {
            String[] parts = line.split(":", 3); // id, controllers, path
            if (parts.length == 3
                    && (parts[1].isEmpty() || List.of(parts[1].split(",")).contains("memory"))) {
                Path top = parts[1].isEmpty() ? mount : mount.resolve("memory");
                Path own = top.resolve("./" + parts[2]).normalize();
                Path group = own.startsWith(top) ? own : top;
                while (group != null && group.startsWith(top)) {
                    groups.add(group);
                    group = group.getParent();
                }
            }
        }
        return groups;
    }

    private static long limit(Path file) {
        List<String> lines = lines(file);
        return lines.isEmpty() ? UNLIMITED : number(lines.get(0));
    }

    /** Returns the number, or {@link #UNLIMITED} for what is none, such as {@code max}. */
    private static long number(String text) {
        try {
            return Math.min(UNLIMITED, Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            return UNLIMITED;
        }
    }

    /**
     * Returns the lines of a file, none if it cannot be read. Through no channel, so that an interrupt changes nothing.
     */
    private static List<String> lines(Path file) {
        try (InputStream in = new FileInputStream(file.toFile())) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
