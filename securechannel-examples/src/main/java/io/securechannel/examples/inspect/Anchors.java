package io.securechannel.examples.inspect;

import io.securechannel.peer.Trust;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that the trust in force begins with.
 *
 * @param certificates all of them
 * @param publicOnes whether they are those of the public authorities
 */
record Anchors(List<X509Certificate> certificates, boolean publicOnes) {

    private static final @Nullable KeyStore THE_DEFAULT_ONE = null;

    static Anchors of(Trust trust) {
        var all = new ArrayList<>(trust.authorities());
        if (trust.systemAuthorities()) {
            all.addAll(system());
        }
        return new Anchors(List.copyOf(all), trust.systemAuthorities());
    }

    boolean contains(X509Certificate certificate) {
        return certificates.contains(certificate);
    }

    /** {@return whether one of them has signed the certificate} */
    boolean issued(X509Certificate certificate) {
        return certificates.stream().anyMatch(each -> signed(each, certificate));
    }

    /** {@return whether the name is that of one of them, whatever its key} */
    boolean named(X509Certificate issued) {
        return certificates.stream()
                .anyMatch(each -> each.getSubjectX500Principal().equals(issued.getIssuerX500Principal()));
    }

    /** {@return whether the first certificate is the issuer of the second, by name and signature} */
    static boolean signed(X509Certificate issuer, X509Certificate below) {
        if (!issuer.getSubjectX500Principal().equals(below.getIssuerX500Principal())) {
            return false;
        }
        try {
            below.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static List<X509Certificate> system() {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(THE_DEFAULT_ONE);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .flatMap(each -> Arrays.stream(((X509TrustManager) each).getAcceptedIssuers()))
                    .toList();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK's own trust store cannot be read: " + e.getMessage(), e);
        }
    }
}
