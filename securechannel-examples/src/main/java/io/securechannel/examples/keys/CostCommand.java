package io.securechannel.examples.keys;

import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.SharedSecret;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.secret.Password;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a key store costs on this machine; the figures of docs/performance.md. */
@Command(
        name = "cost",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures what opening and using a key store costs on this machine, with one that is made for it and deleted.",
            "Opening is as dear as one guess at its password: it is meant to cost."
        },
        footerHeading = "%nExample:%n",
        footer = "  keys cost --rounds 11")
final class CostCommand implements Callable<Integer> {

    private static final int ENTRIES = 10;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "7",
            description = "How often each is measured (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Spec
    private @Nullable CommandSpec spec;

    CostCommand() {}

    /** What is measured. */
    @FunctionalInterface
    private interface Action {
        void run() throws Exception;
    }

    @Override
    public Integer call() throws Exception {
        var command = Objects.requireNonNull(spec).commandLine();
        if (rounds < 1) {
            throw new ParameterException(command, "--rounds is positive");
        }
        var directory = Files.createTempDirectory("keys-cost");
        var file = directory.resolve("cost.keys");
        try (var password = Password.copyOf("only to be measured".toCharArray())) {
            measure(file, password, command.getOut());
        } finally {
            for (var each : List.of(file, directory.resolve("cost.keys.lock"), directory)) {
                Files.deleteIfExists(each);
            }
        }
        return 0;
    }

    private void measure(Path file, Password password, PrintWriter out) throws Exception {
        try (var keys =
                KeyStoreManager.builder(file).passwordCost(StoreOptions.cost).create(password)) {
            for (int i = 0; i < ENTRIES; i++) {
                keys.put("key " + i, SigningKeyPair.generate(SigningKeyType.ED25519));
            }
            out.println("JDK " + Runtime.version().feature() + ", " + ENTRIES + " Ed25519 keys, " + Files.size(file)
                    + " bytes, " + StoreOptions.cost);
            out.println();
            out.println("| | median, ms | smallest | largest |");
            out.println("|---|---:|---:|---:|");
            row(out, "open", () -> KeyStoreManager.open(file, password).close());
            row(out, "get", () -> keys.get("key 3", SigningKeyPair.class).close());
            row(out, "list", () -> Objects.requireNonNull(keys.list()));
            row(out, "two changes, until they are on the disk", () -> {
                keys.put("more", SharedSecret.random());
                keys.delete("more");
            });
        }
    }

    private void row(PrintWriter out, String what, Action action) throws Exception {
        action.run();
        var times = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            action.run();
            times[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(times);
        out.println(String.format(
                Locale.ROOT, "| %s | %.1f | %.1f | %.1f |", what, times[rounds / 2], times[0], times[rounds - 1]));
        out.flush();
    }
}
