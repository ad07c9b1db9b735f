package io.securechannel.examples.secret;

import io.securechannel.examples.console.Table;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/** One request by the JDK's HTTP client, with TLS as {@link TlsContextFactory} sets it up. */
final class Fetch {

    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int LARGEST = 256 << 10;
    private static final int LONGEST_IN_ERROR = 300;

    private final TlsContextFactory.Client tls;
    private final boolean certified;

    /**
     * Takes the set-up.
     *
     * @param tls whom to believe, and the client's certificate
     * @param certified whether it has one
     */
    Fetch(TlsContextFactory.Client tls, boolean certified) {
        this.tls = tls;
        this.certified = certified;
    }

    /** {@return the address, if it is one that TLS protects} */
    static URI address(String url) {
        try {
            var address = new URI(url);
            if (!"https".equalsIgnoreCase(address.getScheme()) || address.getHost() == null) {
                throw new IllegalArgumentException(
                        "--url begins with https:// and a host; without TLS nothing is asked");
            }
            return address;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("--url is no URL: " + e.getMessage(), e);
        }
    }

    /**
     * {@return what is there, as text that does not steer a terminal}
     *
     * @param address an {@link #address}
     * @param token to show; empty for none
     * @throws IOException that says why nothing came, in one line
     */
    String get(URI address, Optional<String> token) throws IOException {
        var client = HttpClient.newBuilder()
                .sslContext(tls.toSslContext())
                .sslParameters(tls.sslParameters())
                .version(Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER) // a token is for this server alone
                .connectTimeout(TIMEOUT)
                .build();
        var request = HttpRequest.newBuilder(address).timeout(TIMEOUT);
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        try {
            var response = client.send(request.build(), BodyHandlers.ofInputStream());
            var text = read(response);
            if (response.statusCode() != 200) {
                throw new IOException(address + " answers " + response.statusCode() + ": "
                        + Table.visible(bounded(text.strip())) + advice(response.statusCode()));
            }
            return text.lines().map(Table::visible).collect(Collectors.joining("\n", "", "\n"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (IOException e) {
            throw Trouble.explain(e, address, certified);
        }
    }

    private static String read(HttpResponse<InputStream> response) throws IOException {
        try (var body = response.body()) {
            byte[] bytes = body.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new IOException(response.uri() + " answers with more than 256 KiB: this is no secret-server");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static String bounded(String text) {
        return text.length() <= LONGEST_IN_ERROR ? text : text.substring(0, LONGEST_IN_ERROR) + "...";
    }

    private static String advice(int status) {
        return switch (status) {
            case 401 -> " (--token-file FILE)";
            case 403 -> " (--cert FILE --key FILE)";
            default -> "";
        };
    }
}
