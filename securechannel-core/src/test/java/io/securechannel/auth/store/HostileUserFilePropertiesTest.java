package io.securechannel.auth.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is in the file, it is read, or refused in words. */
class HostileUserFilePropertiesTest {

    private static final List<String> PIECES = List.of(
            "{\"secret\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"}\n",
            "{\"user\":\"",
            "ada",
            "\",\"revision\":",
            "1",
            "\"enabled\":true,",
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "\n",
            "\"attributes\":{}",
            "{\"invitation\":\"",
            "\\u0000",
            "\u0000",
            "𝒜",
            "SCRAM-SHA-256$1:",
            "-",
            "1e999",
            "null");

    @Provide
    Arbitrary<String> lines() {
        var piece = Arbitraries.oneOf(
                Arbitraries.of(PIECES), Arbitraries.strings().all().ofMaxLength(5));
        return piece.list().ofMaxSize(12).map(pieces -> String.join("", pieces));
    }

    @Property(tries = 500)
    void wholeFilesOfAnything(@ForAll("lines") String lines) {
        parse(FileCredentialStoreTest.sealed("{\"securechannel-users\":1}\n" + lines));
        parse(FileCredentialStoreTest.sealed("{\"securechannel-users\":" + lines));
        parse(FileCredentialStoreTest.sealed(lines));
    }

    @Property(tries = 500)
    void anyBytes(@ForAll byte[] bytes) {
        parse(bytes);
        var magic = "{\"securechannel-users\":1}\n".getBytes(UTF_8);
        var behind = Arrays.copyOf(magic, magic.length + bytes.length);
        System.arraycopy(bytes, 0, behind, magic.length, bytes.length);
        parse(behind);
    }

    @Property(tries = 300)
    void whatIsWrittenIsRead(@ForAll("names") List<String> names, @ForAll("attributes") Map<String, String> attributes)
            throws KeyMaterialException {
        try (var table = UserTable.empty()) {
            for (var name : names) {
                table.add(CredentialStoreContract.user(name).withAttributes(attributes));
            }
            try (var read = UserFile.parse(UserFile.write(table), "f")) {
                assertThat(read.users()).containsExactlyElementsOf(table.users());
                assertThat(read.secret()).isEqualTo(table.secret());
            }
        }
    }

    @Provide
    Arbitrary<List<String>> names() {
        return text(1, 20).list().uniqueElements().ofMaxSize(4);
    }

    @Provide
    Arbitrary<Map<String, String>> attributes() {
        return Arbitraries.maps(text(1, 8), text(0, 20)).ofMaxSize(3);
    }

    private static Arbitrary<String> text(int least, int most) {
        return Arbitraries.strings().all().ofMinLength(least).ofMaxLength(most).filter(text -> User.isName("x" + text));
    }

    private static void parse(byte[] bytes) {
        try {
            UserFile.parse(bytes, "f").close();
        } catch (KeyMaterialException e) {
            assertThat(e.reason()).isIn(Reason.MALFORMED, Reason.DAMAGED, Reason.TOO_NEW);
            assertThat(e.getMessage()).matches("f is [^\\n]*");
        }
    }
}
