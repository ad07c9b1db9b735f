package io.securechannel.examples.inspect;

import io.securechannel.error.SecureChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;

/** An inspection for people, on a screen of 100 columns. */
final class TextReport {

    private static final int COLUMNS = 100;
    private static final int LABEL = 21;

    private final Inspection inspection;
    private final List<String> lines = new ArrayList<>();

    private TextReport(Inspection inspection) {
        this.inspection = inspection;
    }

    static List<String> of(Inspection inspection) {
        var report = new TextReport(inspection);
        report.protocol();
        report.chain();
        report.verdict();
        report.findings();
        return List.copyOf(report.lines);
    }

    private void protocol() {
        var request = inspection.request();
        var facts = inspection.facts();
        heading(request.target() + (request.name().equals(request.host()) ? "" : ", as " + request.name()));
        entry("protocol", facts.version().isEmpty() ? "none was agreed on" : facts.version());
        entry("cipher suite", facts.cipherSuite().isEmpty() ? "none was agreed on" : facts.cipherSuite());
        entry("key exchange", facts.flight().group().map(Group::toString).orElse("not known"));
        entry("post-quantum", postQuantum());
        entry(
                "ALPN",
                CertificateView.printable(facts.applicationProtocol().orElse("none agreed on")) + ", of "
                        + String.join(", ", Diagnosis.APPLICATION_PROTOCOLS));
        entry(
                "session resumption",
                inspection
                        .resumes()
                        .map(works ->
                                works ? "works" : "not seen; some servers give a ticket only with their first answer")
                        .orElse("not tried"));
        entry("client certificate", facts.clientCertificate() + authorities(facts.clientAuthorities()));
        entry(
                "tls-server-end-point",
                facts.chain().stream()
                        .findFirst()
                        .map(leaf -> ServerEndPoint.of(leaf).orElse("undefined for a certificate signed like this one"))
                        .orElse("not known"));
        entry("tls-exporter", Exporter.words(facts.version()));
    }

    private String postQuantum() {
        var answer = inspection.postQuantum();
        if (answer instanceof PostQuantumProbe.Answer.Takes takes) {
            return "yes, the server takes " + takes.group();
        }
        return answer instanceof PostQuantumProbe.Answer.TakesNone
                ? "no, the server takes no such group"
                : "the server did not say";
    }

    private void chain() {
        var chain = inspection.facts().chain();
        heading(chain.isEmpty() ? "Certificates: none was shown" : "Certificates, as the server sends them");
        for (int i = 0; i < chain.size(); i++) {
            var certificate = new CertificateView(chain.get(i));
            wrap("   " + (i + 1) + "  ", "      ", certificate.subject());
            if (i == 0 || !certificate.names().isEmpty()) {
                detail("names", certificate.names().isEmpty() ? "none" : String.join(", ", certificate.names()));
            }
            detail("issuer", certificate.issuer());
            detail("serial", certificate.serial());
            detail("key", certificate.key() + (certificate.authority() ? ", of an authority" : ""));
            detail("signature", certificate.signature());
            detail(
                    "valid",
                    CertificateView.date(certificate.notBefore()) + " to "
                            + CertificateView.date(certificate.notAfter()) + ", " + daysLeft(certificate));
        }
        if (!chain.isEmpty()) {
            lines.add("");
            entry(
                    "name",
                    inspection.request().name()
                            + (inspection.nameMatches() ? " is in the certificate" : " is NOT in the certificate"));
        }
    }

    private String daysLeft(CertificateView certificate) {
        long days = Duration.between(inspection.request().clock().instant(), certificate.notAfter())
                .toDays();
        return days < 0 ? "EXPIRED " + -days + " days ago" : days + " days left";
    }

    private void verdict() {
        heading("What the library says, trusting " + inspection.request().trust());
        var verdict = inspection.verdict();
        say(verdict);
        verdict.withTls12().ifPresent(other -> {
            lines.add("");
            lines.add("   and with allowTls12():");
            say(other);
        });
    }

    private void say(Verdict verdict) {
        Optional<SecureChannelException> refusal = verdict.refusal();
        lines.add("   " + refusal.map(each -> "refused, " + each.reason()).orElse("accepted"));
        refusal.ifPresent(each -> wrap("   ", "   ", each.getMessage()));
    }

    private void findings() {
        long wrong = inspection.findings().stream().filter(Finding::wrong).count();
        heading(wrong == 0 ? "Nothing is wrong" : "What is wrong: " + wrong);
        for (var finding : inspection.findings()) {
            var kind = (finding.wrong() ? "" : "advice: ") + finding.kind();
            lines.add(Ansi.AUTO.string("   @|bold," + (finding.wrong() ? "red " : "yellow ") + kind + "|@"));
            wrap("      ", "      ", finding.what());
            wrap("      -> ", "         ", finding.remedy());
        }
    }

    private static String authorities(List<String> names) {
        return names.isEmpty() ? "" : "; of " + CertificateView.printable(String.join(" or ", names));
    }

    private void heading(String text) {
        if (!lines.isEmpty()) {
            lines.add("");
        }
        var wrapped = wrapped("", "", printable(text));
        wrapped.forEach(line -> lines.add(Ansi.AUTO.string("@|bold " + line.replace("|@", "| @") + "|@")));
    }

    private void entry(String label, String text) {
        wrap("   " + padded(label, LABEL), " ".repeat(3 + LABEL), text);
    }

    private void detail(String label, String text) {
        wrap("      " + padded(label, LABEL - 3), " ".repeat(3 + LABEL), text);
    }

    private void wrap(String first, String others, String text) {
        lines.addAll(wrapped(first, others, printable(text)));
    }

    /** At blanks where there are some, and in the middle of a word that is longer than a line. */
    private static List<String> wrapped(String first, String others, String text) {
        int width = COLUMNS - Math.max(first.length(), others.length());
        var pieces = Arrays.stream(text.replaceAll("(.{1," + width + "})(?:\\s+|$)|(.{" + width + "})", "$1$2\n")
                        .split("\n"))
                .toList();
        var lines = new ArrayList<String>();
        for (var piece : pieces) {
            lines.add((lines.isEmpty() ? first : others) + piece);
        }
        return lines;
    }

    /** No byte of a stranger may steer the terminal. */
    private static String printable(String text) {
        return text.replace('…', '~')
                .replaceAll("\\s+", " ")
                .replaceAll("[^\\x20-\\x7E]", "?")
                .replace("~", "...");
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }
}
