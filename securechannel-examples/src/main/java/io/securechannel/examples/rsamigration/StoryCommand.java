package io.securechannel.examples.rsamigration;

import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** All steps in one process. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Runs every step with a server, a client and a man in the middle on 127.0.0.1, with keys made for this run, and prints what each"
                    + " of them got. It ends with 0 if the attacks came out as they have to, and with 1 if not."
        })
public final class StoryCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public StoryCommand() {}

    @Override
    public Integer call() throws Exception {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        try (var keys = EnvelopeKeyPair.generate(EnvelopeKeyType.RSA_2048);
                var his = EnvelopeKeyPair.generate(EnvelopeKeyType.RSA_2048);
                var story = new Story(new Teller(out), keys, new Mitm.Read(his))) {
            return story.tell() ? 0 : 1;
        }
    }
}
