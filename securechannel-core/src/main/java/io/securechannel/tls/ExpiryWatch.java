package io.securechannel.tls;

import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import io.securechannel.peer.Trust;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Tells 30, 7 and 1 days before a certificate of this side expires, and when it has; once each. For certificates that live
 * hardly longer than that, the early stages are left out: they would be told on the first day.
 */
final class ExpiryWatch {

    private static final List<Duration> STAGES =
            List.of(Duration.ZERO, Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(30));

    private final InstantSource clock;

    /** Which stage each certificate has been told for. */
    private final Map<X509Certificate, Duration> told = new HashMap<>();

    ExpiryWatch(InstantSource clock) {
        this.clock = clock;
    }

    void look(TlsState state, SecurityListener listener) {
        var watched = Stream.concat(
                        state.identities().stream().flatMap(identity -> identity.certificateChain().stream()),
                        state.trust().map(Trust::authorities).stream().flatMap(List::stream))
                .distinct()
                .toList();
        told.keySet().retainAll(watched);
        var now = clock.instant();
        for (var certificate : watched) {
            var notAfter = certificate.getNotAfter().toInstant();
            var left = Duration.between(now, notAfter);
            var stage = STAGES.stream()
                    .filter(each -> left.compareTo(each) <= 0 && isLate(each, certificate))
                    .findFirst();
            var before = told.get(certificate);
            if (stage.isPresent() && (before == null || stage.get().compareTo(before) < 0)) {
                told.put(certificate, stage.get());
                listener.onEvent(new SecurityEvent.CertificateExpiring(
                        now, CertificateText.subject(certificate), notAfter, left));
            }
        }
    }

    /** Whether a stage lies in the last three quarters of the certificate's life. */
    private static boolean isLate(Duration stage, X509Certificate certificate) {
        var life = Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
        return stage.multipliedBy(4).compareTo(life.multipliedBy(3)) <= 0;
    }
}
