package io.rendercache.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reports whether a file is sound. */
@Command(
        name = "verify",
        sortOptions = false,
        description = {
            "Checks a file: sound (0) means that a cache that opens it loses nothing. Of an open file, slots that stay"
                    + " half-written are no damage but 'in use' (3)."
        })
final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private final Target target = new Target();

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            defaultValue = "slots",
            description =
                    "header, slots or full (${DEFAULT-VALUE}); full also decodes keys and values and looks for keys"
                            + " that stand twice, at the clock, and at the file of large values")
    private Verification.Level level = Verification.Level.slots;

    @Override
    public Integer call() {
        return target.read(reader -> {
            Verification verification = new Verification(reader, level);
            Verdict verdict = verification.run();
            verification.report(verdict).print(target.out(), target.isJson());
            return verdict;
        });
    }
}
