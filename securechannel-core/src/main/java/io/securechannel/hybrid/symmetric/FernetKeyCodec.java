package io.securechannel.hybrid.symmetric;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.StoredData;
import io.securechannel.secret.SecretBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The keys of {@link Fernet} in a key store: 32 bytes each, the one that encrypts first. With a format of their own, so that no secret
 * of another protocol is taken for one of them, and no other protocol takes one.
 */
final class FernetKeyCodec {

    static final String FORMAT = "securechannel fernet keys/1";

    private FernetKeyCodec() {}

    static StoredData toStoredData(List<FernetKey> keys) {
        var encoded = new byte[keys.size() * FernetKey.LENGTH];
        try {
            for (int i = 0; i < keys.size(); i++) {
                int at = i * FernetKey.LENGTH;
                keys.get(i).bytes().use(bytes -> {
                    System.arraycopy(bytes, 0, encoded, at, FernetKey.LENGTH);
                    return at;
                });
            }
            return StoredData.of(FORMAT, encoded);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /** The keys, which the caller closes. */
    static List<FernetKey> fromStoredData(StoredData stored, String name) throws KeyMaterialException {
        if (!stored.format().equals(FORMAT)) {
            throw new KeyMaterialException(
                    Reason.WRONG_KIND,
                    "\"" + name + "\" has the format \"" + stored.format() + "\", and \"" + FORMAT
                            + "\" is expected: it was not written by Fernet.toStoredData()");
        }
        if (stored.length() == 0 || stored.length() % FernetKey.LENGTH != 0) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    "\"" + name + "\" has " + stored.length()
                            + " bytes; Fernet keys have 32 each: restore the key store"
                            + " from a backup, or make a new key");
        }
        byte[] content = stored.content();
        try {
            var keys = new ArrayList<FernetKey>();
            for (int at = 0; at < content.length; at += FernetKey.LENGTH) {
                keys.add(new FernetKey(SecretBytes.owning(Arrays.copyOfRange(content, at, at + FernetKey.LENGTH))));
            }
            return keys;
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }
}
