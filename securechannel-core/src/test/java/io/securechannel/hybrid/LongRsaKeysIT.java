package io.securechannel.hybrid;

import io.securechannel.keys.EnvelopeKeyType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link HybridCipherTest} shows of other keys: those of RSA that are long take seconds to make. */
class LongRsaKeysIT {

    @ParameterizedTest
    @EnumSource(names = {"RSA_3072", "RSA_4096"})
    void theyOpenToo(EnvelopeKeyType type) throws Exception {
        new HybridCipherTest().everyKindOfKeyOpens(type);
    }
}
