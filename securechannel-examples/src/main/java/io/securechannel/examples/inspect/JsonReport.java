package io.securechannel.examples.inspect;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.console.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An inspection for programs. Members are added over time and not renamed; what is not known is null. */
final class JsonReport {

    private JsonReport() {}

    static String of(Inspection inspection) {
        var report = new LinkedHashMap<String, @Nullable Object>();
        report.put("target", target(inspection.request()));
        report.put("protocol", protocol(inspection));
        report.put(
                "chain",
                inspection.facts().chain().stream()
                        .map(each -> certificate(new CertificateView(each), inspection.request()))
                        .toList());
        report.put("nameMatches", inspection.nameMatches());
        report.put("verdict", verdict(inspection.verdict()));
        report.put(
                "verdictWithTls12",
                inspection.verdict().withTls12().map(JsonReport::verdict).orElse(null));
        report.put(
                "findings",
                inspection.findings().stream().map(JsonReport::finding).toList());
        report.put("wrong", inspection.wrong());
        return Json.write(report);
    }

    static String of(Request request, SecureChannelException error) {
        var report = new LinkedHashMap<String, @Nullable Object>();
        report.put("target", target(request));
        report.put("error", reason(error));
        return Json.write(report);
    }

    private static Map<String, @Nullable Object> target(Request request) {
        var target = new LinkedHashMap<String, @Nullable Object>();
        target.put("host", request.host());
        target.put("port", request.port());
        target.put("name", request.name());
        target.put("checkedAt", request.clock().instant().toString());
        return target;
    }

    private static Map<String, @Nullable Object> protocol(Inspection inspection) {
        var facts = inspection.facts();
        var answer = inspection.postQuantum();
        var protocol = new LinkedHashMap<String, @Nullable Object>();
        protocol.put("version", orNull(facts.version()));
        protocol.put("cipherSuite", orNull(facts.cipherSuite()));
        protocol.put("group", facts.flight().group().map(Group::toString).orElse(null));
        protocol.put(
                "postQuantum",
                answer instanceof PostQuantumProbe.Answer.Unknown
                        ? null
                        : answer instanceof PostQuantumProbe.Answer.Takes);
        protocol.put(
                "postQuantumGroup",
                answer instanceof PostQuantumProbe.Answer.Takes takes
                        ? takes.group().toString()
                        : null);
        protocol.put("applicationProtocol", facts.applicationProtocol().orElse(null));
        protocol.put("applicationProtocolsOffered", Diagnosis.APPLICATION_PROTOCOLS);
        protocol.put("resumption", inspection.resumes().orElse(null));
        protocol.put("clientCertificate", facts.clientCertificate().name());
        protocol.put("clientCertificateAuthorities", facts.clientAuthorities());
        protocol.put(
                "tlsServerEndPoint",
                facts.chain().stream().findFirst().flatMap(ServerEndPoint::of).orElse(null));
        protocol.put("tlsExporter", Exporter.available(facts.version()));
        return protocol;
    }

    private static Map<String, @Nullable Object> certificate(CertificateView certificate, Request request) {
        var members = new LinkedHashMap<String, @Nullable Object>();
        members.put("subject", certificate.subject());
        members.put("issuer", certificate.issuer());
        members.put("serial", certificate.serial());
        members.put("key", certificate.key());
        members.put("signature", certificate.signature());
        members.put("notBefore", certificate.notBefore().toString());
        members.put("notAfter", certificate.notAfter().toString());
        members.put(
                "daysLeft",
                Duration.between(request.clock().instant(), certificate.notAfter())
                        .toDays());
        members.put("authority", certificate.authority());
        members.put("names", certificate.names());
        return members;
    }

    private static Map<String, @Nullable Object> verdict(Verdict verdict) {
        var members = new LinkedHashMap<String, @Nullable Object>();
        members.put("accepted", verdict.accepted());
        verdict.refusal().ifPresent(each -> members.putAll(reason(each)));
        return members;
    }

    private static Map<String, @Nullable Object> reason(SecureChannelException error) {
        var members = new LinkedHashMap<String, @Nullable Object>();
        members.put("reason", error.reason().name());
        members.put("message", error.getMessage());
        return members;
    }

    private static Map<String, String> finding(Finding finding) {
        var members = new LinkedHashMap<String, String>();
        members.put("kind", finding.kind().name());
        members.put("severity", finding.kind().severity().name());
        members.put("what", finding.what());
        members.put("remedy", finding.remedy());
        return members;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
