package io.rendercache.internal.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class MachineMemoryTest {
    private static final long KIB = 1L << 10;
    private static final long GIB = 1L << 30;

    @TempDir
    Path root;

    private void write(String file, String text) throws IOException {
        Path target = root.resolve(file);
        Files.createDirectories(target.getParent());
        Files.writeString(target, text);
    }

    private void machine(long memory, long swap) throws IOException {
        write(
                "proc/meminfo",
                "MemTotal:       " + memory / KIB + " kB\nMemFree:         12 kB\nSwapTotal:      " + swap / KIB
                        + " kB\n");
    }

    @Test
    void shouldAddMemoryAndSwap() throws IOException {
        machine(16 * GIB, 2 * GIB);

        assertEquals(OptionalLong.of(18 * GIB), MachineMemory.bytes(root));
    }

    @Test
    void shouldNotKnowWhatTheSystemDoesNotSay() throws IOException {
        assertEquals(OptionalLong.empty(), MachineMemory.bytes(root));

        write("proc/meminfo", "MemTotal: much\n");

        assertEquals(OptionalLong.empty(), MachineMemory.bytes(root));
    }

    @Test
    void shouldKeepToTheLowestLimitOfItsGroups() throws IOException {
        machine(16 * GIB, 2 * GIB);
        write("proc/self/cgroup", "0::/kubepods/pod/own\n");
        write("sys/fs/cgroup/kubepods/pod/own/memory.max", "max\n");
        write("sys/fs/cgroup/kubepods/pod/own/memory.swap.max", "0\n");
        write("sys/fs/cgroup/kubepods/pod/memory.max", 4 * GIB + "\n");
        write("sys/fs/cgroup/kubepods/memory.max", 8 * GIB + "\n");

        assertEquals(OptionalLong.of(4 * GIB), MachineMemory.bytes(root));
    }

    @Test
    void shouldFindItsGroupAtTheTopInAContainer() throws IOException {
        machine(16 * GIB, 0);
        write("proc/self/cgroup", "0::/../../own\n");
        write("sys/fs/cgroup/memory.max", 3 * GIB + "\n");

        assertEquals(OptionalLong.of(3 * GIB), MachineMemory.bytes(root));
    }

    @Test
    void shouldKeepToTheLimitsOfTheFirstVersionOfGroups() throws IOException {
        machine(16 * GIB, 8 * GIB);
        write("proc/self/cgroup", "5:cpu,cpuacct:/\n4:memory:/docker/own\n0::/\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        write("sys/fs/cgroup/memory/docker/own/memory.limit_in_bytes", 4 * GIB + "\n");
        write("sys/fs/cgroup/memory/docker/own/memory.memsw.limit_in_bytes", 5 * GIB + "\n");

        assertEquals(OptionalLong.of(5 * GIB), MachineMemory.bytes(root));
    }

    @Test
    void shouldIgnoreGroupsWithoutLimit() throws IOException {
        machine(16 * GIB, 0);
        write("proc/self/cgroup", "4:memory:/\n0::/\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        write("sys/fs/cgroup/memory.max", "max\n");

        assertEquals(OptionalLong.of(16 * GIB), MachineMemory.bytes(root));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldKnowThisMachineThoughInterrupted() {
        Thread.currentThread().interrupt();
        try {
            assertTrue(MachineMemory.bytes().orElse(0) > Runtime.getRuntime().totalMemory());
        } finally {
            assertTrue(Thread.interrupted());
        }
    }
}
