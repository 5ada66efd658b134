package io.rendercache.internal.lru;

import io.rendercache.internal.memory.MachineMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a cache that can never fit in this machine, before anything is allocated. It is compared with all that the
 * machine has and not with what is free: memory and swap, or the size of the file system. So a cache may be larger than
 * what is free as long as it is not filled.
 */
final class CapacityCheck {
    private record Part(String name, long bytes) {}

    private final String cacheName;
    private final List<Part> inMemory = new ArrayList<>();
    private final List<Part> onDisk = new ArrayList<>();

    CapacityCheck(String cacheName) {
        this.cacheName = cacheName;
    }

    CapacityCheck inMemory(String name, long bytes) {
        inMemory.add(new Part(name, bytes));
        return this;
    }

    CapacityCheck onDisk(String name, long bytes) {
        onDisk.add(new Part(name, bytes));
        return this;
    }

    /**
     * Checks that all parts fit.
     *
     * @param file the cache's file, or {@code null}
     * @throws IllegalArgumentException if they do not; names the bytes needed, the largest part and what there is
     */
    void require(@Nullable Path file) {
        require(inMemory, "memory", MachineMemory.bytes(), "the machine has", "bytes of memory and swap");
        if (file != null) {
            require(onDisk, "disk", totalSpace(file), "the file system of " + file + " has", "bytes");
        }
    }

    private void require(List<Part> parts, String what, OptionalLong available, String has, String unit) {
        long needed = 0;
        Part largest = new Part("nothing", 0);
        for (Part part : parts) {
            long sum = needed + part.bytes;
            needed = sum < 0 ? Long.MAX_VALUE : sum;
            largest = part.bytes > largest.bytes ? part : largest;
        }
        if (available.isPresent() && needed > available.getAsLong()) {
            throw new IllegalArgumentException("cache " + cacheName + ": needs " + needed + " bytes of " + what + ", "
                    + largest.bytes + " of them for " + largest.name + ", but " + has + " "
                    + available.getAsLong() + " " + unit
                    + "; build it for fewer entries, or for shorter keys and values");
        }
    }

    private static OptionalLong totalSpace(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            long bytes = folder == null ? 0 : Files.getFileStore(folder).getTotalSpace();
            return bytes > 0 ? OptionalLong.of(bytes) : OptionalLong.empty();
        } catch (IOException | UnsupportedOperationException e) {
            // Opening the file says what is wrong with its folder; a file system may also have no size.
            return OptionalLong.empty();
        }
    }
}
