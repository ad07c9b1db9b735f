package io.securechannel.examples.secret.road;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Step 2: counts the letters of a captured ciphertext, and shows those of English beside them. */
@Command(
        name = "count",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Step 2: counts the letters of a captured ciphertext, and shows those of English beside them.")
final class CountCommand implements Callable<Integer> {

    private static final int SHOWN = 6;

    @Parameters(index = "0", paramLabel = "FILE", description = "What was captured; tap --save DIR writes such files.")
    private Path file = Path.of("");

    @Spec
    private @Nullable CommandSpec spec;

    CountCommand() {}

    @Override
    public Integer call() throws Exception {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        var counts = LetterCounts.of(Captured.read(file));
        out.println(counts.total() + " letters; the most frequent ones, and the most frequent ones of English:");
        for (int rank = 0; rank < SHOWN; rank++) {
            char letter = counts.byFrequency().get(rank);
            out.println(String.format(
                    Locale.ROOT,
                    "  %s %4.1f %%   %s",
                    letter,
                    100.0 * counts.count(letter) / counts.total(),
                    LetterCounts.ENGLISH.charAt(rank)));
        }
        return 0;
    }
}
