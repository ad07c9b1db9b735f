package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.Password;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.bouncycastle.crypto.generators.OpenSSLPBEParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/**
 * The encryption of keys in files that OpenSSL wrote before PKCS#8 ("traditional"), told by two headers:
 *
 * <pre>
 * Proc-Type: 4,ENCRYPTED
 * DEK-Info: AES-256-CBC,0123456789ABCDEF0123456789ABCDEF
 * </pre>
 *
 * The second holds the cipher and its initialization vector, whose first 8 bytes salt one round of MD5 over the
 * password (EVP_BytesToKey). One round is fast to guess: read such keys, but write PKCS#8.
 */
final class TraditionalEncryption {

    private static final Map<String, BlockDecryption> CIPHERS = Map.of(
            "AES-128-CBC", BlockDecryption.AES_128,
            "AES-192-CBC", BlockDecryption.AES_192,
            "AES-256-CBC", BlockDecryption.AES_256,
            "DES-EDE3-CBC", BlockDecryption.TRIPLE_DES,
            "DES-CBC", BlockDecryption.DES);
    private static final int SALT_LENGTH = 8;

    private TraditionalEncryption() {}

    static boolean encrypts(PemBlock block) {
        return block.header("Proc-Type").isPresent() || block.header("DEK-Info").isPresent();
    }

    /** {@return the key in the clear, which the caller wipes, or null if the password is wrong or the file damaged} */
    static byte @Nullable [] decrypt(PemBlock block, Password password, String source) throws KeyMaterialException {
        var info = block.header("DEK-Info").orElse("").split(",", 2);
        if (info.length != 2 || !block.header("Proc-Type").orElse("").matches("4,\\s*ENCRYPTED")) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    source + ": the headers of " + block + " are damaged; expected \"Proc-Type: 4,ENCRYPTED\" and"
                            + " \"DEK-Info: cipher,initialization vector\"");
        }
        var cipher = CIPHERS.get(info[0].strip());
        if (cipher == null) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    source + ": " + block + " is encrypted with a cipher that is not supported, expected one of "
                            + CIPHERS.keySet().stream().sorted().toList() + "; convert it with OpenSSL: "
                            + Pkcs8Encryption.REENCRYPT);
        }
        byte[] initializationVector = initializationVector(info[1].strip(), cipher, source);
        byte[] key = deriveKey(password, Arrays.copyOf(initializationVector, SALT_LENGTH), cipher.keyLength());
        try {
            return cipher.decrypt(key, initializationVector, block.content());
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static byte[] initializationVector(String hex, BlockDecryption cipher, String source)
            throws KeyMaterialException {
        if (hex.length() != 2 * cipher.blockLength() || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    source + ": the initialization vector in the DEK-Info header has to be " + 2 * cipher.blockLength()
                            + " hexadecimal digits");
        }
        return HexFormat.of().parseHex(hex);
    }

    private static byte[] deriveKey(Password password, byte[] salt, int length) {
        try (var utf8 = password.utf8()) {
            return utf8.use(bytes -> {
                var generator = new OpenSSLPBEParametersGenerator();
                generator.init(bytes, salt);
                return ((KeyParameter) generator.generateDerivedParameters(8 * length)).getKey();
            });
        }
    }
}
