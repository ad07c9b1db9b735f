package io.securechannel.examples.secret.road;

import io.securechannel.hybrid.symmetric.SymmetricCipher;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Step 3: makes a key for both ends. */
@Command(
        name = "new-key",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Step 3: makes a key for key-server and key-client, and writes it out.",
            "Whoever sees it has it: into a variable or a file, and not onto the screen."
        },
        footerHeading = "%nExample:%n",
        footer = "  export SECRET_KEY=$(securechannel secret-road new-key)")
final class NewKeyCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    NewKeyCommand() {}

    @Override
    public Integer call() throws Exception {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        try (var cipher = SymmetricCipher.generate();
                var text = cipher.toText()) {
            char[] characters = text.copy();
            out.println(characters);
            Arrays.fill(characters, '\0');
        }
        return 0;
    }
}
