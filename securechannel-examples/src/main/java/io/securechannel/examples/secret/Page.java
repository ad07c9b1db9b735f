package io.securechannel.examples.secret;

import io.securechannel.examples.inspect.CertificateView;
import io.securechannel.examples.secret.Gate.Admission;
import io.securechannel.peer.Trust;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** The facts of a connection for people, without a script, and with no style but the one whose hash its policy names. */
final class Page {

    private static final String STYLE = """
            body { font: 15px/1.35 sans-serif; margin: 1rem auto; max-width: 56rem; padding: 0 1rem; color: #1c2733; }
            h1 { background: #12834a; color: #fff; padding: .4rem .8rem; border-radius: .4rem; font-size: 1.3rem; margin: 0; }
            h1.refused { background: #9a5b00; }
            h2 { font-size: 1rem; margin: .8rem 0 .2rem; }
            p, ul { margin: .5rem 0; }
            table { border-collapse: collapse; width: 100%; }
            th, td { text-align: left; vertical-align: top; padding: .15rem .6rem; border-bottom: 1px solid #d5dce3; }
            th { width: 11rem; font-weight: 600; }
            td { overflow-wrap: anywhere; }
            """;

    private static final String POLICY = "default-src 'none'; style-src 'sha256-" + hash(STYLE)
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final StringBuilder html = new StringBuilder();

    private Page() {}

    static Answer answer(ConnectionFacts facts, Admission admission) {
        return Answer.html(write(facts, admission)).with("Content-Security-Policy", POLICY);
    }

    static String write(ConnectionFacts facts, Admission admission) {
        var page = new Page();
        page.head(admission);
        page.connection(facts);
        page.certificate("The server's certificate", facts.server());
        facts.client().ifPresent(client -> page.certificate("Your certificate", client));
        page.html.append("</body>\n</html>\n");
        return page.html.toString();
    }

    private void head(Admission admission) {
        html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<title>Secret server</title>\n<style>");
        html.append(STYLE).append("</style>\n</head>\n<body>\n");
        if (admission.granted()) {
            html.append("<h1>This connection is private, as this server sees it</h1>\n");
            html.append("<p>The secret is at <a href=\"/secret\">/secret</a>.</p>\n");
        } else {
            html.append(
                    "<h1 class=\"refused\">This connection is private, as this server sees it; the secret is not for"
                            + " you yet</h1>\n<ul>\n");
            admission
                    .missing()
                    .forEach(each -> html.append("<li>")
                            .append(Html.escape(Refusals.words(each)))
                            .append(".</li>\n"));
            html.append("</ul>\n");
        }
        if (!admission.names().isEmpty()) {
            html.append("<p>You are ")
                    .append(Html.escape(String.join(" and ", admission.names())))
                    .append(".</p>\n");
        }
        html.append(
                "<p>Somebody in between would hand you this same page. Your side alone can tell: if your browser warned"
                        + " you, or to be sure, compare the certificate's SHA-256 below with what your browser shows.</p>\n");
    }

    private void connection(ConnectionFacts facts) {
        heading("The connection");
        row("Protocol", facts.protocol());
        row("Cipher suite", facts.cipherSuite());
        row("Group", "not told: Java's SSLSession does not name it");
        row("Post-quantum", facts.postQuantum().words());
        row("Client certificate", facts.client().isPresent() ? "shown, see below" : "none");
        html.append("</table>\n");
    }

    private void certificate(String heading, X509Certificate certificate) {
        var view = new CertificateView(certificate);
        heading(heading);
        row("Subject", view.subject());
        row("Names", view.names().isEmpty() ? "none" : String.join(", ", view.names()));
        row("Issuer", view.issuer());
        row("Valid", view.notBefore() + " to " + view.notAfter());
        row("Key", view.key());
        row("SHA-256", Fingerprint.of(certificate));
        row("Pin of its key", Trust.pinOf(certificate));
        html.append("</table>\n");
    }

    private void heading(String text) {
        html.append("<h2>").append(Html.escape(text)).append("</h2>\n<table>\n");
    }

    private void row(String name, String value) {
        html.append("<tr><th scope=\"row\">")
                .append(Html.escape(name))
                .append("</th><td>")
                .append(Html.escape(value))
                .append("</td></tr>\n");
    }

    /** CSP Level 3, section 6.7.3.3: the hash of the element's text, in Base64. */
    private static String hash(String style) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
