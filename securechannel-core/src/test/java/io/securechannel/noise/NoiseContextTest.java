package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.NoiseSuite.Cipher;
import io.securechannel.noise.NoiseSuite.Hash;
import io.securechannel.peer.KeyTrust;
import io.securechannel.peer.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Settings that contradict each other are refused, and none replaces another without a word. */
class NoiseContextTest {

    @Test
    void aSecondSharedSecretIsRefused() {
        try (var one = SharedSecret.random();
                var two = SharedSecret.random();
                var keys = NoiseKeyPair.generate()) {
            var alone = NoiseContext.forClient(one);
            assertThatThrownBy(() -> alone.sharedSecret(two))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("would replace it");
            var beside = NoiseContext.forServer(keys).sharedSecret(one);
            assertThatThrownBy(() -> beside.sharedSecret(two))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("would replace it");
        }
    }

    @Test
    void aSharedSecretBesideAOneTimeCodeIsRefused() {
        try (var secret = SharedSecret.random();
                var code = OneTimeCode.random()) {
            assertThatThrownBy(() -> NoiseContext.forServer(code).sharedSecret(secret))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("stands alone");
            assertThatThrownBy(() -> NoiseContext.forClient(code).sharedSecret(secret))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("stands alone");
        }
    }

    /** Rev 34, section 14: a static key, or a shared secret, goes with one hash. */
    @Test
    void suitesWithSeveralHashesAreRefused() {
        var sha512 = new NoiseSuite(Cipher.AES_GCM, Hash.SHA512);
        try (var keys = NoiseKeyPair.generate();
                var secret = SharedSecret.random()) {
            for (var builder : List.of(NoiseContext.forServer(keys), NoiseContext.forServer(secret))) {
                assertThatThrownBy(builder.suites(NoiseSuite.DEFAULT, sha512)::build)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("[AESGCM_SHA256, AESGCM_SHA512]")
                        .hasMessageContaining("section 14")
                        .hasMessageContaining("another key");
                builder.suites(sha512, new NoiseSuite(Cipher.CHACHA_POLY, Hash.SHA512));
                assertThat(builder.build().protocolNames())
                        .isNotEmpty()
                        .allMatch(name -> name.endsWith("_SHA512"))
                        .anyMatch(name -> name.contains("ChaChaPoly"));
            }
        }
    }

    /** Without any of them the pattern would be NN, or everybody would be let in: nobody would have been authenticated. */
    @Test
    @SuppressWarnings("NullAway") // of a caller who does not check
    void nothingIsNoTrustNoKeyAndNoCode() {
        try (var keys = NoiseKeyPair.generate()) {
            assertThatNullPointerException().isThrownBy(() -> NoiseContext.forClient((KeyTrust) null));
            assertThatNullPointerException().isThrownBy(() -> NoiseContext.forClient((SharedSecret) null));
            assertThatNullPointerException().isThrownBy(() -> NoiseContext.forClient((OneTimeCode) null));
            assertThatNullPointerException().isThrownBy(() -> NoiseContext.forServer((NoiseKeyPair) null));
            assertThatNullPointerException().isThrownBy(() -> NoiseContext.forServer((SharedSecret) null));
            assertThatNullPointerException().isThrownBy(() -> NoiseContext.forServer((OneTimeCode) null));
            assertThatNullPointerException()
                    .isThrownBy(() -> NoiseContext.forServer(keys).clients(null));
            assertThatNullPointerException()
                    .isThrownBy(() -> NoiseContext.forServer(keys).next(null));
            var client = NoiseContext.forClient(Trust.pinned(keys.publicKey()));
            assertThatNullPointerException().isThrownBy(() -> client.identity(null));
        }
    }

    /** It binds no key to a server: not refused, for a program may know why, but never silent. */
    @Test
    void aClientThatAllowsKeysIsWarnedOf() {
        var logger = Logger.getLogger("io.securechannel.noise");
        var lines = new ArrayList<String>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getLevel() + " " + line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try (var keys = NoiseKeyPair.generate()) {
            assertThat(NoiseContext.forClient(Trust.pinned(keys.publicKey())).build())
                    .isNotNull();
            assertThat(NoiseContext.forServer(keys)
                            .clients(Trust.allow(key -> true))
                            .build())
                    .isNotNull();
            assertThat(lines).isEmpty();
            assertThat(NoiseContext.forClient(Trust.allow(key -> true)).build()).isNotNull();
            assertThat(lines).singleElement().asString().startsWith("WARNING Trust.allow at a client");
        } finally {
            logger.removeHandler(handler);
        }
    }
}
