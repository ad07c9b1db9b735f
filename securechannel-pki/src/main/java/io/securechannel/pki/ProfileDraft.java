package io.securechannel.pki;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A {@link CertificateProfile} while it is put together. */
final class ProfileDraft {

    final CertificateUse use;
    final List<AlternativeName> names;
    Subject subject;
    Duration validity;
    KeyType keyType;
    AuthorityLimits authorityLimits;
    Optional<String> crlDistributionPoint;
    Optional<String> ocspResponder;

    /** The defaults, and nobody's name. */
    ProfileDraft(CertificateUse use) {
        this.use = use;
        this.names = new ArrayList<>();
        this.subject = Subject.empty();
        this.validity = use.validity();
        this.keyType = KeyType.EC_P256;
        this.authorityLimits = AuthorityLimits.DEFAULT;
        this.crlDistributionPoint = Optional.empty();
        this.ocspResponder = Optional.empty();
    }

    /** What a profile says. */
    ProfileDraft(CertificateProfile profile) {
        this.use = profile.use();
        this.names = new ArrayList<>(profile.alternativeNames());
        this.subject = profile.subject();
        this.validity = profile.validity();
        this.keyType = profile.keyType();
        this.authorityLimits = profile.authorityLimits();
        this.crlDistributionPoint = profile.crlDistributionPoint();
        this.ocspResponder = profile.ocspResponder();
    }
}
