package io.rendercache.cli;

import io.rendercache.internal.layout.OwnerRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The process that has a file open, according to its header and the system's list of processes. Process ids are reused,
 * and those of another container or machine are not visible here, so it is a hint.
 */
record Holder(OwnerRecord owner, Optional<ProcessHandle> process) {
    /** How far the clock may have been set back between a process's start and its opening of the file. */
    private static final long CLOCK_MILLIS = 60_000;

    static Holder of(OwnerRecord owner) {
        long pid = owner.otherPid();
        return new Holder(
                owner, pid == 0 ? Optional.empty() : ProcessHandle.of(pid).filter(process -> mayBe(process, owner)));
    }

    /** A process that was started after the file was opened has only reused the id of the one that opened it. */
    private static boolean mayBe(ProcessHandle process, OwnerRecord owner) {
        long startedBy = owner.openedEpochMillis() + CLOCK_MILLIS;
        return process.isAlive()
                && process.info()
                        .startInstant()
                        .map(started -> started.toEpochMilli() <= startedBy)
                        .orElse(true);
    }

    /** Returns whether the file was closed properly. */
    boolean isClean() {
        return owner.isClosed();
    }

    /** Returns whether the process that opened the file is alive, so that the file may change while it is read. */
    boolean lives() {
        return process.isPresent();
    }

    /** Returns a description, for a sentence. */
    String text() {
        if (isClean()) {
            return "nobody; it was closed properly";
        }
        if (!owner.isOpen()) {
            return "unknown; its state is " + owner.state() + ", neither open nor closed";
        }
        return "process " + owner.holderPid() + (lives() ? command() : ", which is not running here");
    }

    /** Returns the same for JSON. */
    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("clean", isClean());
        tree.put("state", owner.state());
        tree.put("process", owner.holderPid());
        tree.put("lives", lives());
        process.flatMap(found -> found.info().command()).ifPresent(command -> tree.put("command", command));
        return tree;
    }

    private String command() {
        return process.flatMap(found -> found.info().command())
                .map(command -> " (" + command + ")")
                .orElse("");
    }
}
