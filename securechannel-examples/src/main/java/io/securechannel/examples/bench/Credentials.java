package io.securechannel.examples.bench;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.Identity;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;

/**
 * What all contenders share: the server's key and certificate (EC P-256), the authority that the clients believe, and the
 * suite.
 *
 * @param server the server's identity
 * @param authority who certified it
 */
record Credentials(Identity server, X509Certificate authority) {

    /** The suite that all providers can agree on: Conscrypt takes it whatever is asked for. */
    static final String SUITE = "TLS_AES_128_GCM_SHA256";

    /** The JDK's default, and Noise's cipher with the longer key. */
    static final String SUITE_256 = "TLS_AES_256_GCM_SHA384";

    /** Conscrypt's server wants a suite of TLS 1.2 beside it, which without TLS 1.2 is never used. */
    static String[] enabledSuites(String suite) {
        return new String[] {suite, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"};
    }

    private static final char[] IN_MEMORY = "in memory".toCharArray();

    static Credentials create() throws KeyMaterialException {
        var authority = CertificateAuthority.create("SecureChannel bench CA");
        return new Credentials(
                authority.issue(CertificateProfile.tlsServer("localhost", "127.0.0.1")), authority.certificate());
    }

    /** {@return a line each for the key, its certificate and the authority's, for {@link #decode}} */
    List<String> encode() throws IOException {
        try {
            var base64 = Base64.getEncoder();
            return List.of(
                    base64.encodeToString(server.privateKey().getEncoded()),
                    base64.encodeToString(server.certificate().getEncoded()),
                    base64.encodeToString(authority.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IOException("a certificate has no encoding", e);
        }
    }

    /** {@return what {@link #encode} wrote down} */
    static Credentials decode(List<String> lines) throws GeneralSecurityException {
        var key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(bytes(lines.get(0))));
        return new Credentials(Identity.of(key, certificate(lines.get(1))), certificate(lines.get(2)));
    }

    private static X509Certificate certificate(String line) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes(line)));
    }

    private static byte[] bytes(String line) {
        return Base64.getDecoder().decode(line);
    }

    /**
     * {@return a key manager}
     *
     * @param tls for which provider: Bouncy Castle has names of its own for kinds of keys
     */
    KeyManager[] keyManagers(Provider tls) throws GeneralSecurityException, IOException {
        var store = emptyStore();
        store.setKeyEntry(
                "server",
                server.privateKey(),
                IN_MEMORY,
                server.certificateChain().toArray(X509Certificate[]::new));
        var factory = tls instanceof BouncyCastleJsseProvider
                ? KeyManagerFactory.getInstance("PKIX", tls)
                : KeyManagerFactory.getInstance("PKIX", "SunJSSE");
        factory.init(store, IN_MEMORY);
        return factory.getKeyManagers();
    }

    /** {@return the JDK's trust manager} It is asked in full handshakes alone, which are counted thereby. */
    TrustManager[] trustManagers(AtomicInteger asked) throws GeneralSecurityException, IOException {
        var store = emptyStore();
        store.setCertificateEntry("authority", authority);
        var factory = TrustManagerFactory.getInstance("PKIX", "SunJSSE");
        factory.init(store);
        return new TrustManager[] {new Counting((X509ExtendedTrustManager) factory.getTrustManagers()[0], asked)};
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static final class Counting extends X509ExtendedTrustManager {

        private final X509ExtendedTrustManager delegate;
        private final AtomicInteger asked;

        Counting(X509ExtendedTrustManager delegate, AtomicInteger asked) {
            this.delegate = delegate;
            this.asked = asked;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            asked.incrementAndGet();
            delegate.checkServerTrusted(chain, known(type), socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            asked.incrementAndGet();
            delegate.checkServerTrusted(chain, known(type), engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            asked.incrementAndGet();
            delegate.checkServerTrusted(chain, known(type));
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            delegate.checkClientTrusted(chain, type, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            delegate.checkClientTrusted(chain, type, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            delegate.checkClientTrusted(chain, type);
        }

        /** In TLS 1.3 the suite says nothing of the key: Conscrypt has another word for that than the JDK. */
        private static String known(String type) {
            return type.equals("GENERIC") ? "UNKNOWN" : type;
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return delegate.getAcceptedIssuers();
        }
    }
}
