package io.securechannel.examples.secret.road;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which server a client of the road asks. */
final class UrlOption {

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://localhost:8000/secret",
            description = "The page (default: ${DEFAULT-VALUE}).",
            converter = Converter.class)
    private URI url = URI.create("http://localhost:8000/secret");

    UrlOption() {}

    URI url() {
        return url;
    }

    String get() throws IOException, InterruptedException {
        return Visit.get(url);
    }

    /** What comes from the network must not steer the terminal. */
    static void print(PrintWriter out, String text) {
        out.println(text.stripTrailing().replaceAll("[\\p{Cntrl}&&[^\\n]]", "?"));
    }

    /** Refuses what this client cannot ask. */
    static final class Converter implements picocli.CommandLine.ITypeConverter<URI> {

        Converter() {}

        @Override
        public URI convert(String text) {
            try {
                var url = URI.create(text);
                if ("http".equals(url.getScheme()) && url.getHost() != null) {
                    return url;
                }
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "' is no URL");
            }
            throw new TypeConversionException(
                    "'" + text + "' is not http://HOST:PORT/PATH; secret-client speaks HTTPS");
        }
    }
}
