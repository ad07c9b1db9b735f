package io.securechannel.keys;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serial;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreSpi;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token that signs with EC keys and does not give them away, as PKCS#11 does. It is installed from its making until it
 * is closed, because the JDK looks for the provider of such a key among the installed ones alone.
 */
public final class TokenProvider extends Provider implements AutoCloseable {

    @Serial
    private static final long serialVersionUID = 1L;

    /** What the entry is called. */
    public static final String ALIAS = "slot 0";

    /** What the token asks for. */
    public static final String PIN = "1234";

    private final transient Identity identity;

    private TokenProvider(Identity identity) {
        super("TestToken", "1", "a token for tests");
        this.identity = identity;
        put("Signature.SHA256withECDSA", TokenSignature.class.getName());
        put("Signature.SHA256withECDSA SupportedKeyClasses", Handle.class.getName());
    }

    /** Puts a copy of an identity into a token. */
    public static TokenProvider holding(Identity identity) {
        var token = new TokenProvider(identity);
        Security.addProvider(token);
        return token;
    }

    /** The token as a loaded key store, whose key is a mere handle. */
    public KeyStore keyStore() throws Exception {
        var store = new TokenStore(new TokenStoreSpi(identity), this);
        store.load(null, null);
        return store;
    }

    @Override
    public void close() {
        Security.removeProvider(getName());
    }

    /** A key without an encoding. */
    private record Handle(PrivateKey inside) implements PrivateKey {

        @Override
        public String getAlgorithm() {
            return inside.getAlgorithm();
        }

        @Override
        public @Nullable String getFormat() {
            return null;
        }

        @Override
        public byte @Nullable [] getEncoded() {
            return null;
        }
    }

    private static final class TokenStore extends KeyStore {
        TokenStore(KeyStoreSpi spi, Provider provider) {
            super(spi, provider, "TOKEN");
        }
    }

    /** Signs with what the handle points to. */
    public static final class TokenSignature extends SignatureSpi {

        private @Nullable Signature real;

        /** For the provider. */
        public TokenSignature() {
            super();
        }

        @Override
        protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
            if (!(key instanceof Handle handle)) {
                throw new InvalidKeyException("not a key of this token");
            }
            try {
                real = Signature.getInstance("SHA256withECDSA", "SunEC");
            } catch (java.security.GeneralSecurityException e) {
                throw new InvalidKeyException(e);
            }
            real.initSign(handle.inside());
        }

        @Override
        protected void engineUpdate(byte b) throws SignatureException {
            real.update(b);
        }

        @Override
        protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
            real.update(bytes, offset, length);
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            return real.sign();
        }

        @Override
        protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
            throw new InvalidKeyException("this token only signs");
        }

        @Override
        protected boolean engineVerify(byte[] signature) {
            throw new UnsupportedOperationException();
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class TokenStoreSpi extends KeyStoreSpi {

        private final Identity identity;

        TokenStoreSpi(Identity identity) {
            this.identity = identity;
        }

        @Override
        public @Nullable Key engineGetKey(String alias, char @Nullable [] password) throws UnrecoverableKeyException {
            if (password != null && !Arrays.equals(password, PIN.toCharArray())) {
                throw new UnrecoverableKeyException("wrong PIN");
            }
            return engineContainsAlias(alias) ? new Handle(identity.privateKey()) : null;
        }

        @Override
        public Certificate @Nullable [] engineGetCertificateChain(String alias) {
            return identity.certificateChain().toArray(X509Certificate[]::new);
        }

        @Override
        public @Nullable Certificate engineGetCertificate(String alias) {
            return identity.certificate();
        }

        @Override
        public Enumeration<String> engineAliases() {
            return Collections.enumeration(List.of(ALIAS));
        }

        @Override
        public boolean engineContainsAlias(String alias) {
            return alias.equals(ALIAS);
        }

        @Override
        public int engineSize() {
            return 1;
        }

        @Override
        public boolean engineIsKeyEntry(String alias) {
            return engineContainsAlias(alias);
        }

        @Override
        public boolean engineIsCertificateEntry(String alias) {
            return false;
        }

        @Override
        public void engineLoad(@Nullable InputStream stream, char @Nullable [] password) {
            // There is nothing to read: it is in the token.
        }

        @Override
        public @Nullable Date engineGetCreationDate(String alias) {
            return null;
        }

        @Override
        public @Nullable String engineGetCertificateAlias(Certificate certificate) {
            return null;
        }

        @Override
        public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void engineSetCertificateEntry(String alias, Certificate certificate) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void engineDeleteEntry(String alias) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void engineStore(OutputStream stream, char[] password) {
            throw new UnsupportedOperationException();
        }
    }
}
