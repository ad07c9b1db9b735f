package io.securechannel.pki;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link CertificateAuthorityTest} shows of other keys: those of RSA that are long take seconds to make. */
class LongRsaKeysIT {

    @ParameterizedTest
    @MethodSource("io.securechannel.pki.CertificateAuthorityTest#leavesWithLongKeys")
    void theyAreValidToo(KeyType keyType, CertificateProfile profile, List<String> usages) throws Exception {
        new CertificateAuthorityTest().everyKeyTypeAndProfileIsValid(keyType, profile, usages);
    }
}
