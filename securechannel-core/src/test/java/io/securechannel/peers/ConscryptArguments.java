package io.securechannel.peers;

import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.conscrypt.Conscrypt;

/** What the two programs on plain Conscrypt share. This library takes part only in reading PEM. */
final class ConscryptArguments {

    private static final char[] PASSWORD = "interop".toCharArray();

    private ConscryptArguments() {}

    /** {@return a context that shows these certificates and trusts this authority; "-" stands for none} */
    static SSLContext context(List<String[]> identities, String authority) throws Exception {
        var conscrypt = Conscrypt.newProviderBuilder().provideTrustManager(true).build();
        var keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        for (var files : identities) {
            if (!files[0].equals("-")) {
                var identity = Identity.fromPem(Path.of(files[0]), Path.of(files[1]));
                keys.setKeyEntry(
                        ByName.alias(identity.certificate()),
                        identity.privateKey(),
                        PASSWORD,
                        identity.certificateChain().toArray(Certificate[]::new));
            }
        }
        var keyManagers = KeyManagerFactory.getInstance("PKIX");
        keyManagers.init(keys, PASSWORD);
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        if (!authority.equals("-")) {
            for (var certificate : Trust.only(Path.of(authority)).authorities()) {
                trusted.setCertificateEntry("authority", certificate);
            }
        }
        // its own: the JDK's does not know the kind of key exchange that Conscrypt reports ("GENERIC")
        var trustManagers = TrustManagerFactory.getInstance("PKIX", conscrypt);
        if (!authority.equals("-")) {
            trustManagers.init(trusted);
        }
        var context = SSLContext.getInstance("TLSv1.3", conscrypt);
        context.init(
                new KeyManager[] {
                    new ByName((X509ExtendedKeyManager) keyManagers.getKeyManagers()[0])
                },
                authority.equals("-") ? null : trustManagers.getTrustManagers(),
                null);
        return context;
    }

    /** Chooses the key whose certificate has the name that the client asks for: Conscrypt leaves that to its callers. */
    private static final class ByName extends X509ExtendedKeyManager {

        private final X509ExtendedKeyManager all;

        ByName(X509ExtendedKeyManager all) {
            this.all = all;
        }

        static String alias(X509Certificate certificate) {
            return certificate.getSubjectX500Principal().getName().substring(3);
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return named(engine.getHandshakeSession(), all.chooseEngineServerAlias(keyType, issuers, engine));
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return named(((SSLSocket) socket).getHandshakeSession(), all.chooseServerAlias(keyType, issuers, socket));
        }

        private String named(SSLSession session, String otherwise) {
            return ((ExtendedSSLSession) session)
                    .getRequestedServerNames().stream()
                            .map(name -> new SNIHostName(name.getEncoded()).getAsciiName())
                            .filter(name -> otherwise != null && all.getPrivateKey(name) != null)
                            .findFirst()
                            .orElse(otherwise);
        }

        @Override
        public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
            return all.chooseEngineClientAlias(keyTypes, issuers, engine);
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return all.chooseClientAlias(keyTypes, issuers, socket);
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return all.getClientAliases(keyType, issuers);
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return all.getServerAliases(keyType, issuers);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return all.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return all.getPrivateKey(alias);
        }
    }
}
