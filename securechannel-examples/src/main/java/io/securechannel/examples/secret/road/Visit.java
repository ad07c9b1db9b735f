package io.securechannel.examples.secret.road;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks one page by plain HTTP. */
final class Visit {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LARGEST_ANSWER = 1 << 20;

    private Visit() {}

    static String get(URI page) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(page).GET());
    }

    static String post(URI page, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(page).POST(BodyPublishers.ofString(body)));
    }

    private static String send(HttpRequest.Builder asked) throws IOException, InterruptedException {
        var request = asked.timeout(PATIENCE).build();
        // HTTP/1.1, so that the tap shows nothing but the request.
        var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
        try {
            var response = client.send(request, BodyHandlers.ofInputStream());
            try (var body = response.body()) {
                var text = read(body);
                if (response.statusCode() != 200) {
                    throw new IOException(request.uri() + " answered " + response.statusCode() + ": " + text.strip());
                }
                return text;
            }
        } catch (ConnectException e) {
            throw new IOException(
                    "nobody answers at " + request.uri() + ": start the server, or name its port by --url", e);
        }
    }

    private static String read(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(LARGEST_ANSWER + 1);
        if (bytes.length > LARGEST_ANSWER) {
            throw new IOException("the answer has more than " + LARGEST_ANSWER + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
