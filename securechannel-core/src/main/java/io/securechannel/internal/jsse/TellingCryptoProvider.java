package io.securechannel.internal.jsse;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import org.bouncycastle.jcajce.util.JcaJceHelper;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.bouncycastle.tls.crypto.impl.jcajce.JceTlsSecret;

/**
 * Bouncy Castle's primitives, which tell a sink each secret that a key log holds (RFC 9850, section 2). They are recognised
 * by the label under which they are derived: RFC 8446, section 7.1 for TLS 1.3, RFC 5246, section 8.1 and RFC 7627 for 1.2.
 */
final class TellingCryptoProvider extends JcaTlsCryptoProvider {

    private static final Map<String, String> LABELS = Map.of(
            "tls13 c hs traffic", "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
            "tls13 s hs traffic", "SERVER_HANDSHAKE_TRAFFIC_SECRET",
            "tls13 c ap traffic", "CLIENT_TRAFFIC_SECRET_0",
            "tls13 s ap traffic", "SERVER_TRAFFIC_SECRET_0",
            "tls13 exp master", "EXPORTER_SECRET",
            "master secret", "CLIENT_RANDOM",
            "extended master secret", "CLIENT_RANDOM");

    private final SecretSink sink;

    TellingCryptoProvider(SecretSink sink) {
        this.sink = sink;
    }

    @Override
    public JcaTlsCrypto create(SecureRandom keyRandom, SecureRandom nonceRandom) {
        return new Crypto(getHelper(), keyRandom, nonceRandom, sink);
    }

    private static final class Crypto extends JcaTlsCrypto {

        private final SecretSink sink;

        Crypto(JcaJceHelper helper, SecureRandom keyRandom, SecureRandom nonceRandom, SecretSink sink) {
            super(helper, keyRandom, nonceRandom);
            this.sink = sink;
        }

        @Override
        public TlsSecret hkdfInit(int hash) {
            return new Secret(this, super.hkdfInit(hash).extract());
        }
    }

    /** What is derived from one of these is one of these. The methods below it are synchronized themselves. */
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    private static final class Secret extends JceTlsSecret {

        private final Crypto owner;

        Secret(Crypto owner, byte[] data) {
            super(owner, data);
            this.owner = owner;
        }

        @Override
        public TlsSecret hkdfExtract(int hash, TlsSecret input) {
            return new Secret(owner, super.hkdfExtract(hash, input).extract());
        }

        @Override
        public TlsSecret hkdfExpand(int hash, byte[] info, int length) {
            var derived = super.hkdfExpand(hash, info, length).extract();
            tell(label(info), derived);
            return new Secret(owner, derived);
        }

        @Override
        public TlsSecret deriveUsingPRF(int algorithm, String label, byte[] seed, int length) {
            var derived = super.deriveUsingPRF(algorithm, label, seed, length).extract();
            tell(label, derived);
            return new Secret(owner, derived);
        }

        private void tell(String label, byte[] secret) {
            var known = LABELS.get(label);
            if (known != null) {
                owner.sink.take(known, secret.clone());
            }
        }

        /** HkdfLabel (RFC 8446, section 7.1): length (2) | label (1 + n) | context (1 + n). */
        private static String label(byte[] info) {
            try {
                var view = ByteBuffer.wrap(info);
                view.getShort();
                var label = new byte[view.get() & 0xFF];
                view.get(label);
                return new String(label, StandardCharsets.US_ASCII);
            } catch (BufferUnderflowException e) {
                return ""; // not a label of TLS 1.3
            }
        }
    }
}
