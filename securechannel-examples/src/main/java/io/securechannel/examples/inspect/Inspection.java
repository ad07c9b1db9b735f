package io.securechannel.examples.inspect;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.inspect.Facts.End;
import io.securechannel.examples.inspect.Finding.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that was found out about a server.
 *
 * @param request what was asked
 * @param facts what the server showed
 * @param resumes whether it resumes sessions; empty if that cannot be told
 * @param postQuantum whether it takes a post-quantum group
 * @param verdict what the library says
 * @param findings what is wrong, the worst first
 */
record Inspection(
        Request request,
        Facts facts,
        Optional<Boolean> resumes,
        PostQuantumProbe.Answer postQuantum,
        Verdict verdict,
        List<Finding> findings) {

    /** With these alone the library connects, if need be with allowTls12(). */
    private static final Set<Kind> HARMLESS_TO_US =
            EnumSet.of(Kind.NO_TLS13, Kind.EXPIRES_SOON, Kind.LIFETIME_TOO_LONG, Kind.CHAIN_OUT_OF_ORDER);

    /**
     * Connects some times, four as a rule, and judges.
     *
     * @param request what to inspect
     * @return the inspection
     * @throws SecureChannelException if there is nothing to inspect: no connection, or no TLS
     */
    static Inspection of(Request request) throws SecureChannelException {
        var diagnosis = new Diagnosis(request);
        var protocols = Diagnosis.APPLICATION_PROTOCOLS;
        var facts = connect(diagnosis, request, protocols);
        if (facts.end() == End.NO_APPLICATION_PROTOCOL) {
            protocols = List.of();
            facts = connect(diagnosis, request, protocols);
        }
        if (!facts.flight().hello() && facts.end() != End.TIMEOUT) {
            refuseNoise(request); // which answers TLS with an alert, so that clients know more than that they were cut
        }
        if (!facts.flight().tls()) {
            throw notTls(request, facts);
        }
        var resumes = facts.complete() ? diagnosis.resumes(protocols) : Optional.<Boolean>empty();
        var postQuantum = postQuantum(request, facts);
        var verdict = Verdict.of(request, facts.applicationProtocol());
        return new Inspection(
                request, facts, resumes, postQuantum, verdict, judge(request, facts, postQuantum, verdict));
    }

    boolean nameMatches() {
        return !facts.chain().isEmpty()
                && Names.match(new CertificateView(facts.chain().get(0)), request);
    }

    boolean wrong() {
        return findings.stream().anyMatch(Finding::wrong);
    }

    private static Facts connect(Diagnosis diagnosis, Request request, List<String> protocols)
            throws SecureChannelException {
        try {
            return diagnosis.connect(protocols);
        } catch (IOException e) {
            throw Verdict.of(request, Optional.empty())
                    .refusal()
                    .orElseGet(() -> new SecureChannelException(
                            Reason.CONNECT_FAILED, request.target() + ": " + e.getMessage(), e));
        }
    }

    /** No group of TLS 1.2 withstands a quantum computer; of a server that agreed on nothing, nothing is known. */
    private static PostQuantumProbe.Answer postQuantum(Request request, Facts facts) {
        if (!facts.flight().hello()) {
            return new PostQuantumProbe.Answer.Unknown();
        }
        return facts.flight().version() == ServerFlight.TLS_1_3
                ? PostQuantumProbe.ask(request, facts.applicationProtocol())
                : new PostQuantumProbe.Answer.TakesNone();
    }

    private static void refuseNoise(Request request) throws SecureChannelException {
        var noise = NoiseProbe.ask(request);
        if (noise.isPresent()) {
            throw new SecureChannelException(Reason.NOT_SECURE_CHANNEL, request.target() + ": " + noise.get());
        }
    }

    private static SecureChannelException notTls(Request request, Facts facts) {
        if (facts.end() == End.TIMEOUT) {
            return new SecureChannelException(
                    Reason.HANDSHAKE_TIMEOUT,
                    request.target() + ": connected, but the server did not answer within "
                            + request.timeout().toSeconds()
                            + " s (--timeout): does it speak TLS at this port, and does it wait for something else first?");
        }
        return Verdict.of(request, Optional.empty())
                .refusal()
                .orElseGet(() -> new SecureChannelException(
                        Reason.NOT_SECURE_CHANNEL, request.target() + ": the server's answer is not TLS"));
    }

    private static List<Finding> judge(
            Request request, Facts facts, PostQuantumProbe.Answer postQuantum, Verdict verdict) {
        var findings = new ArrayList<Finding>();
        if (!facts.chain().isEmpty()) {
            var anchors = Anchors.of(request.trust());
            var chain = new ChainChecks(facts.chain(), anchors);
            findings.addAll(chain.findings());
            findings.addAll(new CertificateChecks(request).of(chain.path(), anchors.publicOnes() && chain.trusted()));
        }
        findings.addAll(ProtocolChecks.of(facts, postQuantum));
        unexplained(verdict, findings).ifPresent(findings::add);
        findings.sort(
                (one, other) -> one.kind().severity().compareTo(other.kind().severity()));
        return List.copyOf(findings);
    }

    /** Whatever the library refuses a server for, it is in the list; a demand for a client certificate is no fault. */
    private static Optional<Finding> unexplained(Verdict verdict, List<Finding> findings) {
        boolean explained = findings.stream().anyMatch(each -> each.wrong() && !HARMLESS_TO_US.contains(each.kind()));
        return verdict.onCertificate()
                .refusal()
                .filter(each -> !explained && each.reason() != Reason.CLIENT_CERTIFICATE_MISSING)
                .map(each -> new Finding(
                        Kind.REFUSED, "the library refuses the server: " + each.reason(), "the verdict says why"));
    }
}
