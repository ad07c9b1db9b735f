package io.securechannel.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The public authorities that the JDK ships, or that its {@code javax.net.ssl.trustStore} names. */
final class SystemAuthorities {

    private static final @Nullable KeyStore THE_DEFAULT_ONE = null;

    private SystemAuthorities() {}

    static List<X509Certificate> certificates() {
        try {
            var factory = TrustManagerFactory.getInstance("PKIX", "SunJSSE");
            factory.init(THE_DEFAULT_ONE);
            var found = new ArrayList<X509Certificate>();
            for (var manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    found.addAll(Arrays.asList(x509.getAcceptedIssuers()));
                }
            }
            return found;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK's own trust store cannot be read: " + e.getMessage(), e);
        }
    }
}
