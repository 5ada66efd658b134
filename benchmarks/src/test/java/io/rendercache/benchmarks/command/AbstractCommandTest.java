package io.rendercache.benchmarks.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

class AbstractCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldListHelpAfterTheOptionsOfTheCommandAndItsMixins() {
        assertEquals(0, run(() -> 1, "--help"));

        List<String> options = out.toString()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("-"))
                .map(line -> line.split("[ =]")[0])
                .toList();
        assertEquals(List.of("--share", "--out", "--force", "-h,"), options);
        assertEquals("", err.toString());
    }

    @Test
    void shouldBeginAFailureWithTheNameAndKeepItInOneLine() {
        int code = run(() -> {
            throw new IOException("the disk\n  is full");
        });

        assertEquals(1, code);
        assertEquals("sample: the disk is full" + System.lineSeparator(), err.toString());
    }

    @Test
    void shouldSayWhatFailedWhereTheMessageIsOnlyAPath() {
        int code = run(() -> {
            throw new NoSuchFileException("a/b");
        });

        assertEquals(1, code);
        assertEquals("sample: java.nio.file.NoSuchFileException: a/b" + System.lineSeparator(), err.toString());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.5, 0", "1, 0", "-0.1, 2", "1.1, 2", "NaN, 2"})
    void shouldTakeNumbersInTheirRange(String share, int expected) {
        assertEquals(expected, run(() -> 0, "--share", share));

        String refusal = "sample: --share: " + Double.valueOf(share)
                + " is out of range; give a number from 0 to 1; see 'sample --help'" + System.lineSeparator();
        assertEquals(expected == 0 ? "" : refusal, err.toString());
    }

    @Test
    void shouldBeginLoggedLinesWithTheName() {
        Sample command = new Sample(() -> 0);
        command.run(new String[0], new PrintWriter(out, true), new PrintWriter(err, true));

        command.log("half is done");

        assertTrue(err.toString().startsWith("sample: half is done"), err.toString());
    }

    private int run(Callable<Integer> action, String... args) {
        return new Sample(action).run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @Command(name = "sample", sortOptions = false)
    private static final class Sample extends AbstractCommand {
        private final Callable<Integer> action;

        @Option(names = "--share")
        private double share;

        @Mixin
        private ResultsOptions results = new ResultsOptions();

        Sample(Callable<Integer> action) {
            this.action = action;
        }

        @Override
        public Integer call() throws Exception {
            check("--share", share, 0, 1);
            return action.call();
        }
    }
}
