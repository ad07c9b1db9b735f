package io.securechannel.keys;

import io.securechannel.internal.crypto.Sha256;
import java.util.Base64;

/** How people compare public keys. */
final class Fingerprint {

    private Fingerprint() {}

    static String of(byte[] subjectPublicKeyInfo) {
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(Sha256.of(subjectPublicKeyInfo));
    }
}
