package io.securechannel.examples.service;

import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** Whom a certificate names as its subject. Good enough where one CA, which knows its people, is the only one that is believed. */
public final class CommonName {

    private CommonName() {}

    /**
     * {@return the common name; empty if there is none} Of several it is the most specific one.
     *
     * @param certificate whose issuer is believed
     */
    public static Optional<String> of(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(each -> each.getType().equalsIgnoreCase("CN"))
                            .map(each -> each.getValue().toString())
                            .reduce((first, last) -> last);
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }
}
