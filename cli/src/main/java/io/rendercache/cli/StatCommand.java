package io.rendercache.cli;

import io.rendercache.internal.layout.CodecIds;
import io.rendercache.internal.layout.SlotState;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Counts the entries of a file, once or repeatedly. */
@Command(
        name = "stat",
        sortOptions = false,
        description = {
            "Counts what is in a file: entries, free slots, bytes, and of a FrameDirCache the jobs with the most entries."
                    + " Works on an open file too."
        })
final class StatCommand implements Callable<Integer> {
    private static final int DAY_SECONDS = 86_400;
    private static final double HUNDREDTHS = 10_000.0;

    @Mixin
    private final Target target = new Target();

    @Option(names = "--watch", description = "count again and again, until interrupted or the file is gone")
    private boolean watch;

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "with --watch: so often (${DEFAULT-VALUE})")
    private int everySeconds;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "10",
            description = "of jobs, name so many (${DEFAULT-VALUE})")
    private int top;

    @Spec
    private @Nullable CommandSpec command;

    @Override
    public Integer call() {
        check("--top", top, 0, JobCounts.MOST_JOBS);
        check("--every", everySeconds, 1, DAY_SECONDS);
        return watch ? target.guard(this::watch) : target.read(this::print);
    }

    /** Opens the file again each time: it may be another by then. */
    private Verdict watch() throws IOException {
        Verdict verdict = Verdict.SOUND;
        boolean first = true;
        while (first || Files.exists(target.file(), LinkOption.NOFOLLOW_LINKS)) {
            try (CacheReader reader = CacheReader.open(target.file())) {
                if (!first && !target.isJson()) {
                    target.out().println();
                }
                verdict = print(reader);
            } catch (ClosedByInterruptException e) {
                return verdict;
            } catch (ToolException e) {
                if (first || Files.exists(target.file(), LinkOption.NOFOLLOW_LINKS)) {
                    throw e;
                }
                break;
            }
            first = false;
            if (target.out().checkError()) {
                return verdict;
            }
            try {
                TimeUnit.SECONDS.sleep(everySeconds);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return verdict;
            }
        }
        target.note(target.file() + " is gone");
        return verdict;
    }

    private Verdict print(CacheReader reader) throws IOException {
        Holder holder = reader.holder();
        Counts counts = new Counts(reader);
        JobCounts jobs = reader.geometry().keys().equals(CodecIds.FRAME_KEY) ? new JobCounts() : null;
        ClockSection clock = ClockSection.read(reader);
        long[] oldest = {0};
        new SlotScan(reader).run(slot -> {
            counts.add(slot);
            if (slot.state() == SlotState.ENTRY) {
                oldest[0] = Math.max(oldest[0], clock.writesSinceUse(slot));
                if (jobs != null) {
                    jobs.add(slot);
                }
            }
            return true;
        });
        long maxEntries = reader.geometry().maxEntries();
        Report report = new Report()
                .with("file", reader.file().toString())
                .with("at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
                .with("holder", holder.tree(), holder.text())
                .with("maxEntries", maxEntries)
                .with("slots", counts.states())
                .with("free", counts.free())
                .with("fillPercent", Math.round(counts.entries() * HUNDREDTHS / maxEntries) / 100.0);
        counts.bytesTo(report);
        report.with("writes", clock.writes()).with("oldestUsedWritesAgo", oldest[0]);
        if (jobs != null) {
            jobs.addTo(report, top);
        }
        report.print(target.out(), target.isJson());
        return counts.verdict(reader.holderNow().lives(), Verdict.SOUND);
    }

    private void check(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(),
                    option + ": " + value + " is out of range; give a number from " + least + " to " + most);
        }
    }
}
