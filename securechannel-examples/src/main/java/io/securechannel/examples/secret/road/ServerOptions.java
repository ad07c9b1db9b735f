package io.securechannel.examples.secret.road;

import io.securechannel.examples.secret.road.Site.Page;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What all servers of the road are told. */
final class ServerOptions {

    /** The secret. */
    static final String MESSAGE = "The squirrels meet at nine, under the old oak.\n";

    /** A secret that is long enough for statistics. */
    static final String LONG_MESSAGE = """
            The secret squirrels meet on Thursday night under the old oak behind the library. Bring a lantern, and tell nobody
            the way. Whoever asks for the password hears that the winter will be long, and answers that the nuts are safe. This
            year we have hidden them in three places: a third beneath the stone bench, a third in the hollow of the old walnut
            tree, and the rest where the gardener keeps his broken flower pots. If one of us is followed, we walk on to the
            market square and meet again a week later.
            """;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8000",
            description = "Where to listen, on this machine alone; 0 for any free port (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--message-file", paramLabel = "FILE", description = "The secret (default: the squirrels').")
    private @Nullable Path message;

    ServerOptions() {}

    /** {@return the secret, or what is served if none was given} */
    String message(String otherwise) throws IOException {
        return message == null ? otherwise : Files.readString(message, StandardCharsets.UTF_8);
    }

    /** Serves one page until Ctrl-C. */
    void serve(PrintWriter out, String name, String method, String path, Page page)
            throws IOException, InterruptedException {
        try (var site = Site.open(port, method, path, page)) {
            out.println(name + ": http://localhost:" + site.port() + path + "; Ctrl-C ends it");
            site.awaitClose();
        }
    }
}
