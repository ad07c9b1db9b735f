package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.store.StoreEntry;
import io.securechannel.internal.text.NameText;
import io.securechannel.keys.AuditFinding.Problem;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Looks for what should be renewed, replaced or removed. */
final class StoreAudit {

    private static final Duration SOON = Duration.ofDays(30);
    private static final int SHORT_RSA = 3_072;

    private final Instant now;
    private final List<AuditFinding> findings = new ArrayList<>();

    StoreAudit(Instant now) {
        this.now = now;
    }

    void look(StoreEntry entry, EntryKind kind, String source) throws KeyMaterialException {
        var material = entry.primary().material();
        switch (kind) {
            case TLS_IDENTITY -> {
                for (var each : MaterialCodec.chain(material, source)) {
                    certificate(entry.name(), each);
                }
            }
            case TRUSTED_CERTIFICATE ->
                certificate(
                        entry.name(),
                        ((TrustedCertificate) MaterialCodec.decode(kind, material, source)).certificate());
            case ENVELOPE_KEY, SIGNING_KEY -> {
                try (var keys = (RoleKeyPair) MaterialCodec.decode(kind, material, source)) {
                    roleKey(entry.name(), keys);
                }
            }
            case NOISE_KEY, KNOWN_PEER, SHARED_SECRET, DATA, UNKNOWN -> {
                // There is one kind of each, and nothing in them ends.
            }
        }
        oldVersions(entry);
    }

    void cheapPassword(String parameters) {
        add(
                Problem.CHEAP_PASSWORD,
                "",
                "the password protects with " + parameters + ", which is guessed too fast: open the file with the"
                        + " recommended cost and change the password");
    }

    List<AuditFinding> findings() {
        return List.copyOf(findings);
    }

    private void certificate(String name, X509Certificate certificate) {
        var begin = certificate.getNotBefore().toInstant();
        var end = certificate.getNotAfter().toInstant();
        var whose = "[" + NameText.subject(certificate) + "]";
        var third = Duration.between(begin, end).dividedBy(3);
        var soon = third.compareTo(SOON) < 0 ? third : SOON;
        if (now.isAfter(end)) {
            add(Problem.EXPIRED, name, whose + " expired at " + end + ": renew it");
        } else if (now.isBefore(begin)) {
            add(Problem.NOT_YET_VALID, name, whose + " is valid from " + begin + " on");
        } else if (now.plus(soon).isAfter(end)) {
            add(Problem.EXPIRING, name, whose + " expires at " + end + ": renew it before");
        }
        if (certificate.getPublicKey() instanceof RSAPublicKey rsa
                && rsa.getModulus().bitLength() < SHORT_RSA) {
            add(
                    Problem.WEAK,
                    name,
                    whose + " has an RSA key of " + rsa.getModulus().bitLength() + " bits; make the next one EC P-256");
        }
        var signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        if (!certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                && (signature.startsWith("SHA1") || signature.startsWith("MD5"))) {
            add(
                    Problem.WEAK,
                    name,
                    whose + " is signed with " + signature + ", which peers refuse: have it issued anew");
        }
    }

    private void roleKey(String name, RoleKeyPair keys) {
        boolean weak = keys instanceof EnvelopeKeyPair envelope
                ? envelope.type() == EnvelopeKeyType.RSA_2048
                : keys instanceof SigningKeyPair signing && signing.type() == SigningKeyType.RSA_PSS_2048;
        if (weak) {
            add(Problem.WEAK, name, "an RSA key of 2048 bits: rotate to a longer one, or to another kind");
        }
    }

    private void oldVersions(StoreEntry entry) {
        if (entry.versions().size() > 1 && entry.primary().created().plus(SOON).isBefore(now)) {
            add(
                    Problem.OLD_VERSIONS,
                    entry.name(),
                    (entry.versions().size() - 1) + " older versions were replaced at "
                            + entry.primary().created()
                            + " or before: prune what nothing has to be opened with any more");
        }
    }

    private void add(Problem problem, String name, String message) {
        findings.add(new AuditFinding(problem, name, message));
    }
}
