package io.securechannel.internal.primitive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactorySpi;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.KeySpec;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;

/** Providers are taken by their names, and what fails at this end is not laid to the peer. */
class PrimitiveErrorsTest {

    @Test
    void aProviderThatIsMissingIsNamedAndNoOtherTaken() {
        assertThatThrownBy(() -> Primitives.installed("NoSuchProvider"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("NoSuchProvider")
                .hasMessageContaining("no other");
        assertThat(Primitives.installed("SunJCE").getName()).isEqualTo("SunJCE");
    }

    /** An own key that is refused is no point of low order. */
    @Test
    void anOwnKeyThatTheProviderRefusesIsAnErrorHere() {
        var x25519 = new JcaX25519(new Refusing(true));
        assertThatThrownBy(() -> x25519.agree(new byte[32], new byte[32], new byte[32]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Refusing")
                .hasRootCauseMessage("the own key");
    }

    @Test
    void aPeersKeyThatTheProviderRefusesIsOfLowOrder() {
        var result = new byte[32];
        assertThat(new JcaX25519(new Refusing(false)).agree(new byte[32], new byte[32], result))
                .isFalse();
        assertThat(result).containsOnly(0);
    }

    /** Refuses either the own key or the peer's. */
    private static final class Refusing extends Provider {

        private static final long serialVersionUID = 1L;

        Refusing(boolean ownKey) {
            super("Refusing", "1", "for a test");
            put("KeyFactory.XDH", Keys.class.getName());
            put("KeyAgreement.XDH", (ownKey ? RefusesOwn.class : RefusesPeers.class).getName());
        }
    }

    /** Stands for a key of either kind. */
    private record AnyKey() implements PrivateKey, PublicKey {

        private static final long serialVersionUID = 1L;

        @Override
        public String getAlgorithm() {
            return "XDH";
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            return new byte[32];
        }
    }

    /** Takes everything for a key. */
    public static final class Keys extends KeyFactorySpi {

        @Override
        protected PublicKey engineGeneratePublic(KeySpec spec) {
            return new AnyKey();
        }

        @Override
        protected PrivateKey engineGeneratePrivate(KeySpec spec) {
            return new AnyKey();
        }

        @Override
        protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> kind) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected Key engineTranslateKey(Key key) {
            return key;
        }
    }

    /** Has no use for the own key. */
    public static final class RefusesOwn extends Agreement {

        @Override
        protected void engineInit(Key key, SecureRandom random) throws InvalidKeyException {
            throw new InvalidKeyException("the own key");
        }
    }

    /** Has no use for the peer's key. */
    public static final class RefusesPeers extends Agreement {

        @Override
        protected Key engineDoPhase(Key key, boolean last) throws InvalidKeyException {
            throw new InvalidKeyException("the peer's key");
        }
    }

    abstract static class Agreement extends KeyAgreementSpi {

        @Override
        protected void engineInit(Key key, SecureRandom random) throws InvalidKeyException {}

        @Override
        protected void engineInit(Key key, AlgorithmParameterSpec parameters, SecureRandom random) {}

        @Override
        protected Key engineDoPhase(Key key, boolean last) throws InvalidKeyException {
            return key;
        }

        @Override
        protected byte[] engineGenerateSecret() {
            return new byte[32];
        }

        @Override
        protected int engineGenerateSecret(byte[] secret, int offset) {
            return 32;
        }

        @Override
        protected SecretKey engineGenerateSecret(String algorithm) {
            throw new UnsupportedOperationException();
        }
    }
}
