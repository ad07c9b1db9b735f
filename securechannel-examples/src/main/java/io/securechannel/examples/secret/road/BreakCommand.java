package io.securechannel.examples.secret.road;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Step 2: finds the key of a substitution cipher from the ciphertext alone. */
@Command(
        name = "break",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Step 2: finds the key of a substitution cipher from the ciphertext alone, and reads it.",
            "It counts letters, and tries which key makes the text most like English. It takes some hundred letters of English."
        })
final class BreakCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "FILE", description = "What was captured; tap --save DIR writes such files.")
    private Path file = Path.of("");

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Where the search begins; the same one finds the same (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Spec
    private @Nullable CommandSpec spec;

    BreakCommand() {}

    @Override
    public Integer call() throws Exception {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        var ciphertext = Captured.read(file);
        var found = new FrequencyAttack(seed).solve(ciphertext);
        out.println("break: " + LetterCounts.of(ciphertext).total() + " letters of ciphertext, and no key");
        out.println("break: for A to Z stand " + found.alphabet());
        UrlOption.print(out, found.decrypt(ciphertext));
        return 0;
    }
}
