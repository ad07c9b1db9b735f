package io.securechannel.hybrid.symmetric;

import static io.securechannel.hybrid.symmetric.Symmetric.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.securechannel.secret.SecretBytes;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever owns keys closes them, refused or not, and nothing shows them. */
@Tag("verify")
class SymmetricSecretsTest {

    @Test
    void aSetClosesItsKeys() {
        var keys = List.of(key(7, 1), key(8, 2));
        var set = SymmetricKeySet.of(keys);
        assertThat(set).hasToString("[00000007, 00000008]");
        assertThat(keys.get(0)).hasToString("SymmetricKey[00000007]");
        set.close();
        assertThat(keys).allSatisfy(each -> isWiped(each.bytes()));
    }

    @Test
    void keysThatAreRefusedAreClosed() {
        var twins = List.of(key(7, 1), key(7, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> SymmetricKeySet.of(twins));
        assertThat(twins).allSatisfy(each -> isWiped(each.bytes()));
        var tooMany = IntStream.range(0, 65).mapToObj(i -> key(i, 1)).toList();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SymmetricKeySet.of(tooMany))
                .withMessageContaining("65");
        assertThat(tooMany).allSatisfy(each -> isWiped(each.bytes()));
    }

    @Test
    void aCipherClosesItsKeys() throws ReflectiveOperationException {
        var cipher = SymmetricCipher.generate();
        var field = SymmetricCipher.class.getDeclaredField("keys");
        field.setAccessible(true);
        var keys = ((SymmetricKeySet) field.get(cipher)).keys();
        assertThat(keys.get(0).bytes().copy()).isNotEqualTo(new byte[32]);
        cipher.close();
        assertThat(keys).singleElement().satisfies(each -> isWiped(each.bytes()));
    }

    @Test
    void aFernetKeyClosesBothOfItsHalves() {
        var key = new FernetKey(SecretBytes.random(FernetKey.LENGTH));
        assertThat(key).hasToString("FernetKey[redacted]");
        assertThat(key.encryption().length()).isEqualTo(16);
        key.close();
        isWiped(key.bytes());
        isWiped(key.encryption());
    }

    private static void isWiped(SecretBytes secret) {
        assertThatIllegalStateException().isThrownBy(secret::copy);
    }
}
