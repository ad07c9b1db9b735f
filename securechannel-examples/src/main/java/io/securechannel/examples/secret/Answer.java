package io.securechannel.examples.secret;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One HTTP answer. What every answer says of itself is said here, and so by none forgotten. */
final class Answer {

    private static final int NO_BODY = -1;

    private final int status;
    private final byte[] body;
    private String whom = "";
    private final Map<String, String> headers = new LinkedHashMap<>();

    private Answer(int status, String type, byte[] body) {
        this.status = status;
        this.body = body;
        with("Content-Type", type + "; charset=utf-8");
        // The secret, and who asked for it, are nobody's to keep (RFC 9111, section 5.2.2.5).
        with("Cache-Control", "no-store");
        with("X-Content-Type-Options", "nosniff");
        with("Referrer-Policy", "no-referrer");
        // A browser shows its user's certificate on behalf of every site that asks: none of them may load what is here.
        with("Cross-Origin-Resource-Policy", "same-origin");
        with("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    }

    static Answer text(int status, String text) {
        return text(status, text.getBytes(StandardCharsets.UTF_8));
    }

    static Answer text(int status, byte[] text) {
        return new Answer(status, "text/plain", text);
    }

    static Answer json(String json) {
        return new Answer(200, "application/json", (json + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static Answer html(String html) {
        return new Answer(200, "text/html", html.getBytes(StandardCharsets.UTF_8));
    }

    /** Sets a header. The server's own words alone: nothing of a request gets into one. */
    Answer with(String name, String value) {
        if (value.chars().anyMatch(each -> each < 0x20 || each > 0x7E)) {
            throw new IllegalArgumentException("the header " + name + " would hold more than visible ASCII");
        }
        headers.put(name, value);
        return this;
    }

    /** Says who gets it, for the server's log. */
    Answer to(List<String> names) {
        whom = names.isEmpty() ? "" : ", " + String.join(" and ", names);
        return this;
    }

    /** {@return the status, and who gets it where that is known} */
    @Override
    public String toString() {
        return status + whom;
    }

    void send(HttpExchange exchange) throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
        }
        exchange.sendResponseHeaders(status, head || body.length == 0 ? NO_BODY : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().flush(); // closing the exchange reads on first, for what a client may owe
        }
    }
}
