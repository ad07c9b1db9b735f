package io.securechannel.examples.envelopes;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Who signs, as the command line says: one key, or a classical one and one of ML-DSA-65 together.
 *
 * @param files with private keys
 * @param names in the key store
 */
record SigningKeys(List<Path> files, List<String> names) {

    private static final int MOST = 2;

    int count() {
        return files.size() + names.size();
    }

    void check() {
        if (count() > MOST) {
            throw new IllegalArgumentException("one key signs, or two: a classical one and one of ML-DSA-65");
        }
    }

    /** {@return one key, or two, the classical one first} */
    List<SigningKeyPair> keys(Keyring keys) throws KeyMaterialException, IOException {
        var all = new ArrayList<SigningKeyPair>();
        for (var file : files) {
            all.add(keys.signingKey(file));
        }
        for (var name : names) {
            all.add(keys.signingKeys(name).get(0));
        }
        all.sort(Comparator.comparing(SigningKeys::postQuantum));
        if (all.size() == MOST && (postQuantum(all.get(0)) || !postQuantum(all.get(1)))) {
            throw new IllegalArgumentException(
                    "two keys sign together if one is of Ed25519 or RSA and the other of ML-DSA-65: these are "
                            + all.get(0).type() + " and " + all.get(1).type());
        }
        return all;
    }

    private static boolean postQuantum(SigningKeyPair keys) {
        return keys.type() == SigningKeyType.ML_DSA_65;
    }
}
