package io.securechannel.internal.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Makes keys and certificates with the JDK's own providers, by name. An application that has put another provider in
 * front of them would otherwise change the classes of the keys, and with that which code signs in a handshake. Where a
 * runtime has no provider of that name, its own default serves.
 */
final class JdkProvider {

    private JdkProvider() {}

    static KeyFactory keyFactory(String algorithm) throws GeneralSecurityException {
        Provider provider = named(algorithm.equals("RSA") ? "SunRsaSign" : "SunEC");
        return provider == null ? KeyFactory.getInstance(algorithm) : KeyFactory.getInstance(algorithm, provider);
    }

    static KeyPairGenerator keyPairGenerator(String algorithm) throws GeneralSecurityException {
        Provider provider = named(algorithm.equals("RSA") ? "SunRsaSign" : "SunEC");
        return provider == null
                ? KeyPairGenerator.getInstance(algorithm)
                : KeyPairGenerator.getInstance(algorithm, provider);
    }

    static CertificateFactory certificateFactory() throws GeneralSecurityException {
        Provider provider = named("SUN");
        return provider == null
                ? CertificateFactory.getInstance("X.509")
                : CertificateFactory.getInstance("X.509", provider);
    }

    static KeyStore pkcs12() throws GeneralSecurityException {
        Provider provider = named("SUN");
        return provider == null ? KeyStore.getInstance("PKCS12") : KeyStore.getInstance("PKCS12", provider);
    }

    static Cipher aesGcm() throws GeneralSecurityException {
        Provider provider = named("SunJCE");
        return provider == null
                ? Cipher.getInstance("AES/GCM/NoPadding")
                : Cipher.getInstance("AES/GCM/NoPadding", provider);
    }

    /** PKCS#5 is what the JDK calls the padding of RFC 5652, section 6.3. */
    static Cipher aesCbc() throws GeneralSecurityException {
        Provider provider = named("SunJCE");
        return provider == null
                ? Cipher.getInstance("AES/CBC/PKCS5Padding")
                : Cipher.getInstance("AES/CBC/PKCS5Padding", provider);
    }

    static Cipher rsaOaep() throws GeneralSecurityException {
        Provider provider = named("SunJCE");
        return provider == null
                ? Cipher.getInstance("RSA/ECB/OAEPPadding")
                : Cipher.getInstance("RSA/ECB/OAEPPadding", provider);
    }

    static Signature rsaPss() throws GeneralSecurityException {
        Provider provider = named("SunRsaSign");
        return provider == null ? Signature.getInstance("RSASSA-PSS") : Signature.getInstance("RSASSA-PSS", provider);
    }

    static Mac hmacSha256() throws GeneralSecurityException {
        Provider provider = named("SunJCE");
        return provider == null ? Mac.getInstance("HmacSHA256") : Mac.getInstance("HmacSHA256", provider);
    }

    private static @Nullable Provider named(String name) {
        return Security.getProvider(name);
    }
}
