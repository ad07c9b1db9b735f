package io.securechannel.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.Password;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.AuthenticatedSafe;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.PBEParameter;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a PKCS#12 file may cost, in schemes that are none of PKCS#12's. */
@Tag("verify")
class Pkcs12CostsTest {

    private static final String PASSWORD = "Password-4711";
    private static final byte[] SALT = {1, 2, 3, 4, 5, 6, 7, 8};

    @TempDir
    Path directory;

    @Test
    void theJdkDecryptsAnOldSchemeOfPkcs5() throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(file(5, 3)), PASSWORD.toCharArray());
        assertThat(store.size()).isZero();
        assertThat(reason(file(5, 3))).isEqualTo(Reason.MISSING);
    }

    @Test
    void itsIterationsCount() throws Exception {
        int half = Pkcs12Costs.MOST_ITERATIONS / 2;
        assertThat(reason(damaged(half, 3))).isEqualTo(Reason.TOO_LARGE);
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> Pkcs12Costs.require(damaged(half + 1, 2), "file"))
                .withMessageContaining("5000000 iterations");
        Pkcs12Costs.require(damaged(half, 2), "file");
    }

    private Reason reason(byte[] bytes) throws Exception {
        var file = Files.write(directory.resolve("file.p12"), bytes);
        try (var password = Password.copyOf(PASSWORD.toCharArray())) {
            Pkcs12.read(file, password, null);
            throw new AssertionError("it was read");
        } catch (KeyMaterialException e) {
            return e.reason();
        }
    }

    /** Without bags, in that many contents. */
    private static byte[] file(int iterations, int contents) throws Exception {
        var cipher = Cipher.getInstance("PBEWithMD5AndDES");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance("PBEWithMD5AndDES").generateSecret(new PBEKeySpec(PASSWORD.toCharArray())),
                new PBEParameterSpec(SALT, iterations));
        return file(iterations, contents, cipher.doFinal(new DERSequence().getEncoded()));
    }

    /** Which says what it costs, and cannot be decrypted. */
    private static byte[] damaged(int iterations, int contents) throws Exception {
        return file(iterations, contents, new byte[8]);
    }

    private static byte[] file(int iterations, int contents, byte[] encrypted) throws Exception {
        ASN1Encodable parameters = new PBEParameter(SALT, iterations);
        var scheme = new AlgorithmIdentifier(PKCSObjectIdentifiers.pbeWithMD5AndDES_CBC, parameters);
        var content = new ContentInfo(
                PKCSObjectIdentifiers.encryptedData,
                new EncryptedData(PKCSObjectIdentifiers.data, scheme, new DEROctetString(encrypted)));
        var safe = new AuthenticatedSafe(
                IntStream.range(0, contents).mapToObj(each -> content).toArray(ContentInfo[]::new));
        var data = new ContentInfo(PKCSObjectIdentifiers.data, new DEROctetString(safe.getEncoded()));
        return new Pfx(data, null).getEncoded();
    }
}
