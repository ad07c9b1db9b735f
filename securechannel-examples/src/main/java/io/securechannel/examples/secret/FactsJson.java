package io.securechannel.examples.secret;

import io.securechannel.examples.console.Json;
import io.securechannel.examples.inspect.CertificateView;
import io.securechannel.peer.Trust;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The facts of a connection for programs. Members are added over time and not renamed. */
final class FactsJson {

    private FactsJson() {}

    static String write(ConnectionFacts facts, Gate.Admission admission) {
        var members = new LinkedHashMap<String, @Nullable Object>();
        members.put("protocol", facts.protocol());
        members.put("cipherSuite", facts.cipherSuite());
        // An SSLSession does not tell it.
        members.put("group", null);
        members.put("postQuantum", facts.postQuantum().name().toLowerCase(Locale.ROOT));
        members.put("serverCertificate", certificate(facts.server()));
        members.put(
                "clientCertificate", facts.client().map(FactsJson::certificate).orElse(null));
        members.put("user", admission.names());
        members.put("secret", admission.granted() ? "granted" : "refused");
        members.put(
                "missing",
                admission.missing().stream()
                        .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .toList());
        return Json.write(members);
    }

    private static Map<String, @Nullable Object> certificate(X509Certificate certificate) {
        var view = new CertificateView(certificate);
        var members = new LinkedHashMap<String, @Nullable Object>();
        members.put("subject", view.subject());
        members.put("names", view.names());
        members.put("issuer", view.issuer());
        members.put("notBefore", view.notBefore().toString());
        members.put("notAfter", view.notAfter().toString());
        members.put("key", view.key());
        members.put("sha256", Fingerprint.of(certificate));
        members.put("pin", Trust.pinOf(certificate));
        return members;
    }
}
