package io.securechannel.examples.inspect;

import io.securechannel.examples.inspect.Facts.ClientCertificate;
import io.securechannel.examples.inspect.Finding.Kind;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with version, key exchange and the server's view of the client. */
final class ProtocolChecks {

    private ProtocolChecks() {}

    static List<Finding> of(Facts facts, PostQuantumProbe.Answer postQuantum) {
        var findings = new ArrayList<Finding>();
        if (facts.flight().hello() && facts.flight().version() != ServerFlight.TLS_1_3) {
            findings.add(
                    new Finding(
                            Kind.NO_TLS13,
                            "the server speaks " + facts.version() + " where TLS 1.3 was offered",
                            "switch TLS 1.3 on, or update the server; in a program of yours allowTls12() lets it in until then"));
        } else if (postQuantum instanceof PostQuantumProbe.Answer.TakesNone) {
            findings.add(new Finding(
                    Kind.CLASSICAL_KEY_EXCHANGE,
                    "the key exchange is classical only: what is recorded today can be read by whoever has a quantum"
                            + " computer later",
                    "let the server take X25519MLKEM768: OpenSSL from 3.5 on, Go from 1.24 on, Conscrypt and Bouncy Castle"
                            + " for Java"));
        }
        if (facts.clientCertificate() == ClientCertificate.REFUSED) {
            findings.add(new Finding(
                    Kind.CLIENT_CERTIFICATE_REFUSED,
                    "the server refused the certificate that was shown",
                    "is it of an authority that the server trusts, valid, and for a TLS client?"
                            + (facts.clientAuthorities().isEmpty()
                                    ? ""
                                    : " It names "
                                            + CertificateView.printable(
                                                    facts.clientAuthorities().toString()))));
        }
        return findings;
    }
}
