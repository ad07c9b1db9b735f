package io.securechannel.examples.secret;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsExchange;
import io.securechannel.examples.console.Table;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;

/** Answers requests: the page at {@code /}, the message at {@code /secret}, the facts at {@code /facts}. */
final class SecretHandler implements HttpHandler {

    private static final Set<String> METHODS = Set.of("GET", "HEAD");
    private static final Set<String> PATHS = Set.of("/", "/secret", "/facts");
    private static final int LONGEST_IN_LOG = 80;

    private final byte[] secret;
    private final TlsContextFactory.Server tls;
    private final Gate gate;
    private final boolean strictTransport;
    private final Consumer<String> log;

    SecretHandler(SecretSettings settings, TlsContextFactory.Server tls, Gate gate, Consumer<String> log) {
        this.secret = settings.secret();
        this.strictTransport = settings.strictTransport();
        this.tls = tls;
        this.gate = gate;
        this.log = log;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var answer = answer((HttpsExchange) exchange);
            if (strictTransport) {
                // RFC 6797. Only on demand: it is about all ports of a host, and takes away the way around a wrong
                // certificate.
                answer.with("Strict-Transport-Security", "max-age=31536000");
            }
            say(bounded(exchange.getRequestMethod()) + " "
                    + bounded(String.valueOf(exchange.getRequestURI().getRawPath())) + " from "
                    + exchange.getRemoteAddress().getAddress().getHostAddress() + ": " + answer);
            answer.send(exchange);
        }
    }

    private Answer answer(HttpsExchange exchange) {
        if (Limits.exceededBy(exchange.getRequestHeaders())) {
            return Answer.text(431, "the headers of this request are larger than " + Limits.HEADER_BYTES + " bytes\n");
        }
        // As it was sent: a path that only means one of these after decoding or normalizing is another one.
        var path = String.valueOf(exchange.getRequestURI().getRawPath());
        if (!PATHS.contains(path)) {
            return Answer.text(404, "there is nothing here: /, /secret and /facts are all\n");
        }
        if (!METHODS.contains(exchange.getRequestMethod())) {
            return Answer.text(405, "only GET and HEAD are answered here\n").with("Allow", "GET, HEAD");
        }
        var admission = gate.examine(exchange);
        admission.troubles().forEach(this::say);
        var answer = switch (path) {
            case "/secret" -> admission.granted() ? Answer.text(200, secret) : Refusals.answer(admission);
            case "/facts" -> Answer.json(FactsJson.write(ConnectionFacts.of(exchange, tls), admission));
            default -> Page.answer(ConnectionFacts.of(exchange, tls), admission);
        };
        return answer.to(admission.names());
    }

    /** What strangers send must steer no terminal. */
    private void say(String line) {
        log.accept(Table.visible(line));
    }

    private static String bounded(String text) {
        return text.length() <= LONGEST_IN_LOG ? text : text.substring(0, LONGEST_IN_LOG) + "...";
    }
}
