package io.rendercache.benchmarks;

import io.rendercache.benchmarks.command.AbstractCommand;
import io.rendercache.benchmarks.gate.GateCommand;
import io.rendercache.benchmarks.jmh.CpuProfiler;
import io.rendercache.benchmarks.jmh.Selection;
import io.rendercache.benchmarks.latency.LatencyCommand;
import io.rendercache.benchmarks.latency.WriteLatencyCommand;
import io.rendercache.benchmarks.memory.MemoryCommand;
import io.rendercache.benchmarks.node.NodeCommand;
import io.rendercache.benchmarks.report.ReportCommand;
import io.rendercache.benchmarks.report.TableCommand;
import io.rendercache.benchmarks.sizing.SizingCommand;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Where {@code java -jar benchmarks.jar} begins: a first argument that names one of {@link #COMMANDS} runs that
 * command; anything else is JMH's.
 */
public final class Launcher {
    private static final Map<String, Supplier<AbstractCommand>> COMMANDS = new TreeMap<>(Map.of(
            "gate", GateCommand::new,
            "latency", LatencyCommand::new,
            "memory", MemoryCommand::new,
            "node", NodeCommand::new,
            "report", ReportCommand::new,
            "sizing", SizingCommand::new,
            "table", TableCommand::new,
            "write-latency", WriteLatencyCommand::new));

    private Launcher() {}

    /** Runs the command that the first argument names, or JMH. */
    public static void main(String[] args) throws IOException {
        Supplier<AbstractCommand> command = args.length == 0 ? null : COMMANDS.get(args[0]);
        if (command != null) {
            System.exit(command.get().run(Arrays.copyOfRange(args, 1, args.length)));
        }
        String[] options = knownToJmh(args);
        Optional<String> objection = Selection.objection(options);
        if (objection.isPresent()) {
            System.err.println(objection.get());
            System.exit(2);
        }
        if (List.of(options).contains("-h")) {
            System.out.println("Commands beside JMH: " + String.join(", ", COMMANDS.keySet())
                    + "; try 'node --help'. '-prof cpu' adds the processor time of an operation in all threads."
                    + " What follows is JMH's own help.");
            System.out.println();
        }
        org.openjdk.jmh.Main.main(stoppingAtTheFirstError(options));
    }

    /**
     * JMH knows only the short name of help, and calls the long one, which our commands have, an error; a profiler that
     * is not its own it knows by its class only.
     */
    static String[] knownToJmh(String[] args) {
        String[] known = args.clone();
        for (int i = 0; i < known.length; i++) {
            if (known[i].equals("--help")) {
                known[i] = "-h";
            } else if (known[i].equals(CpuProfiler.NAME) && i > 0 && known[i - 1].equals("-prof")) {
                known[i] = CpuProfiler.class.getName();
            }
        }
        return known;
    }

    /** JMH goes on after a failed benchmark unless told; a cache that fails its proof must stop the run. */
    static String[] stoppingAtTheFirstError(String[] args) {
        if (List.of(args).contains("-foe")) {
            return args;
        }
        String[] stopping = Arrays.copyOf(args, args.length + 2);
        stopping[args.length] = "-foe";
        stopping[args.length + 1] = "true";
        return stopping;
    }
}
