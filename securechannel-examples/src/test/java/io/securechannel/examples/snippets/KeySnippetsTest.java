package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.keys.JsonWebKeys;
import io.securechannel.keys.OpenSshKeys;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.security.KeyStoreException;
import java.security.Provider;
import java.security.Security;
import org.junit.jupiter.api.Test;

/** Each snippet about keys in files does what the page around it says; {@link KeySnippetsIT} writes with passwords. */
class KeySnippetsTest {

    @Test
    void theOtherFormsMeanTheSameKey() throws Exception {
        try (var keys = SigningKeyPair.generate(SigningKeyType.ED25519)) {
            var json = JsonWebKeys.toJson(keys.publicKey());
            var line = OpenSshKeys.toLine(keys.publicKey(), "ada@example");
            assertThat(KeySnippets.otherForms(json, line)).isEqualTo(keys.publicKey());
        }
    }

    /** With a provider that is none: core's tests have a real token. */
    @Test
    void aTokenNeedsItsProvider() {
        var empty = new Provider("Empty", "1", "has no key store") {
            private static final long serialVersionUID = 1L;
        };
        try {
            assertThatThrownBy(() -> KeySnippets.token(empty, new char[0])).isInstanceOf(KeyStoreException.class);
        } finally {
            Security.removeProvider(empty.getName());
        }
    }
}
