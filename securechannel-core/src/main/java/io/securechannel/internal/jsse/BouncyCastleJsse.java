package io.securechannel.internal.jsse;

import io.securechannel.internal.crypto.MlDsa;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jsse.BCSSLEngine;
import org.bouncycastle.jsse.BCSSLSocket;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.jspecify.annotations.Nullable;

/**
 * Bouncy Castle's JSSE over Bouncy Castle's own primitives, whatever is installed. It has ML-KEM on every JDK, updates the
 * keys it sends with by itself, and gives no exporter after a TLS 1.3 handshake.
 */
final class BouncyCastleJsse extends JsseProvider {

    private static final Provider PRIMITIVES = new BouncyCastleProvider();

    /** Unasked it has no ML-DSA. First where both sides have it; TLS 1.2 needs those of PKCS#1. No SHA-1. */
    private static final String[] SIGNATURES = {
        "mldsa65",
        "ecdsa_secp256r1_sha256",
        "ecdsa_secp384r1_sha384",
        "ecdsa_secp521r1_sha512",
        "ed25519",
        "ed448",
        "rsa_pss_rsae_sha256",
        "rsa_pss_rsae_sha384",
        "rsa_pss_rsae_sha512",
        "rsa_pss_pss_sha256",
        "rsa_pss_pss_sha384",
        "rsa_pss_pss_sha512",
        "rsa_pkcs1_sha256",
        "rsa_pkcs1_sha384",
        "rsa_pkcs1_sha512"
    };

    static final BouncyCastleJsse INSTANCE = new BouncyCastleJsse();

    private final BouncyCastleJsseProvider provider;

    private BouncyCastleJsse() {
        this.provider =
                new BouncyCastleJsseProvider(false, new JcaTlsCryptoProvider().setProvider(new BouncyCastleProvider()));
    }

    @Override
    public String description() {
        return "Bouncy Castle JSSE " + provider.getVersionStr();
    }

    @Override
    public SSLContext newContext() throws GeneralSecurityException {
        return SSLContext.getInstance("TLS", provider);
    }

    @Override
    public boolean showsSecrets() {
        return true;
    }

    @Override
    public SSLContext newContext(SecretSink sink) throws GeneralSecurityException {
        var telling = new TellingCryptoProvider(sink).setProvider(PRIMITIVES);
        return SSLContext.getInstance("TLS", new BouncyCastleJsseProvider(false, telling));
    }

    @Override
    public List<String> groups() {
        return List.of(
                "X25519MLKEM768",
                "SecP256r1MLKEM768",
                "SecP384r1MLKEM1024",
                "x25519",
                "secp256r1",
                "secp384r1",
                "secp521r1",
                "x448");
    }

    @Override
    public List<String> postQuantumGroups() {
        return POST_QUANTUM_GROUPS;
    }

    /** Unasked it offers classical groups alone. */
    @Override
    public List<String> defaultGroups() {
        return List.of("X25519MLKEM768", "x25519", "secp256r1", "secp384r1", "secp521r1");
    }

    /** The curves of EC certificates must be among the groups: whoever demands post-quantum must check what came of it. */
    @Override
    public List<String> groupsForPostQuantum() {
        var groups = new ArrayList<>(POST_QUANTUM_GROUPS);
        groups.addAll(List.of("secp256r1", "secp384r1", "secp521r1"));
        return groups;
    }

    @Override
    public boolean signsWithMlDsa() {
        return true;
    }

    @Override
    public boolean refusesClassical() {
        return false;
    }

    @Override
    public void configure(SSLEngine engine, SSLParameters parameters, List<String> groups) {
        engine.setSSLParameters(parameters);
        if (!(engine instanceof BCSSLEngine ours)) {
            throw new IllegalStateException("not an engine of Bouncy Castle's: " + engine.getClass());
        }
        var own = ours.getParameters();
        own.setNamedGroups(groups.toArray(String[]::new));
        own.setSignatureSchemes(SIGNATURES);
        ours.setParameters(own);
    }

    @Override
    public void configure(SSLSocket socket, SSLParameters parameters, List<String> groups) {
        socket.setSSLParameters(parameters);
        if (!(socket instanceof BCSSLSocket ours)) {
            throw new IllegalStateException("not a socket of Bouncy Castle's: " + socket.getClass());
        }
        var own = ours.getParameters();
        own.setNamedGroups(groups.toArray(String[]::new));
        own.setSignatureSchemes(SIGNATURES);
        ours.setParameters(own);
    }

    /** It takes an EdDSA certificate only where its key says Ed25519 or Ed448, and ML-DSA where it is its own. */
    @Override
    public X509Certificate toShow(X509Certificate own) {
        if (!(own.getPublicKey() instanceof EdECPublicKey) && !MlDsa.is(own.getPublicKey())) {
            return own;
        }
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509", PRIMITIVES)
                    .generateCertificate(new ByteArrayInputStream(own.getEncoded()));
        } catch (CertificateException e) {
            return own; // it then says itself that it has nothing to show
        }
    }

    @Override
    public PrivateKey toSign(PrivateKey own) {
        byte @Nullable [] encoded = own instanceof EdECPrivateKey ? own.getEncoded() : null;
        if (encoded == null) {
            return own;
        }
        try {
            return KeyFactory.getInstance(((EdECPrivateKey) own).getParams().getName(), PRIMITIVES)
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            return own;
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /** Its server sockets take no groups: what they accept would take Bouncy Castle's own, too. */
    @Override
    public void configure(SSLServerSocket socket, SSLParameters parameters, List<String> groups) {
        if (!groups.equals(defaultGroups())) {
            throw new UnsupportedOperationException(
                    description()
                            + " cannot narrow the groups of a server socket: leave groups out, or use engines or a SecureChannel");
        }
        super.configure(socket, parameters, groups);
    }

    /** Groups go another way. */
    @Override
    public void adjust(SSLParameters parameters, List<String> groups) {}

    @Override
    public boolean canExportKeyingMaterial() {
        return false;
    }

    @Override
    public byte[] exportKeyingMaterial(SSLEngine engine, String label, byte[] context, int length) throws SSLException {
        throw new SSLException("Bouncy Castle's JSSE has no exporter");
    }
}
