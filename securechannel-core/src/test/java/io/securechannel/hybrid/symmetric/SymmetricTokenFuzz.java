package io.securechannel.hybrid.symmetric;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.StoredData;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Tokens of the symmetric cipher and of Fernet, and their keys as text and as stored: refused as documented; nobody makes a token without a key. */
class SymmetricTokenFuzz extends FuzzTarget {

    private static final Set<Reason> TOKEN =
            EnumSet.of(Reason.MALFORMED, Reason.TOO_NEW, Reason.WRONG_KEY, Reason.NOT_OPENED, Reason.EXPIRED);
    private static final Set<Reason> KEY =
            EnumSet.of(Reason.MALFORMED, Reason.DAMAGED, Reason.TOO_NEW, Reason.TOO_LARGE, Reason.WRONG_KIND);
    private static final byte[] TEXT = {1, 2, 3};
    private static final SymmetricCipher CIPHER = cipher();
    private static final Fernet FERNET = Fernet.generate();

    private static SymmetricCipher cipher() {
        try {
            return Symmetric.cipher(Symmetric.key(0x01020304, 1), Symmetric.key(0x05060708, 2));
        } catch (io.securechannel.error.KeyMaterialException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected List<byte[]> seeds() {
        try (var text = CIPHER.toText()) {
            return List.of(
                    FuzzInput.of(0, CIPHER.encrypt(TEXT, Symmetric.CONTEXT)),
                    FuzzInput.of(1, utf8(CIPHER.encryptToText(TEXT, Symmetric.CONTEXT))),
                    FuzzInput.of(2, utf8(FERNET.encrypt(TEXT))),
                    FuzzInput.of(3, utf8(Symmetric.shown(text))),
                    FuzzInput.of(4, FuzzInput.of(1, new byte[36])));
        }
    }

    @Override
    protected List<String> words() {
        return List.of("scsk1_", "gAAAAA");
    }

    @Override
    protected long mostAnyway() {
        return LITTLE;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        int form = in.choice(5);
        var bytes = in.rest();
        var text = latin1(bytes);
        switch (form) {
            case 0 -> opened(Refusals.read(TOKEN, () -> CIPHER.decrypt(bytes, Symmetric.CONTEXT, Duration.ofDays(1))));
            case 1 -> opened(Refusals.read(TOKEN, () -> CIPHER.decryptText(text, Symmetric.CONTEXT)));
            case 2 -> opened(Refusals.read(TOKEN, () -> FERNET.decrypt(text)));
            case 3 -> keyText(text);
            default -> stored(bytes);
        }
    }

    private static void opened(java.util.Optional<byte[]> plaintext) {
        plaintext.ifPresent(bytes -> assertThat(bytes).isEqualTo(TEXT));
    }

    private static void keyText(String text) throws Exception {
        if (text.isEmpty()) {
            return;
        }
        try (var password = Symmetric.text(text)) {
            var read = Refusals.read(KEY, () -> SymmetricCipher.fromText(password));
            if (read.isPresent()) {
                try (var cipher = read.get();
                        var again = cipher.toText()) {
                    assertThat(Symmetric.shown(again)).isEqualTo(text);
                }
            }
        }
    }

    private static void stored(byte[] bytes) throws Exception {
        try (var symmetric = StoredData.of(SymmetricKeyCodec.FORMAT, bytes);
                var fernet = StoredData.of(FernetKeyCodec.FORMAT, bytes)) {
            Refusals.read(KEY, () -> SymmetricCipher.fromStoredData(symmetric)).ifPresent(SymmetricCipher::close);
            Refusals.read(KEY, () -> FernetKeyCodec.fromStoredData(fernet, "the key"));
        }
    }
}
