package io.securechannel.auth.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.internal.file.WriteLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileCredentialStoreTest extends SharedStoreContract {

    private static final String SECRET = "{\"secret\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"}\n";

    private static final String VERIFIER = "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"
            + "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

    private static final String USER = "{\"user\":\"ada\",\"revision\":1,\"enabled\":true,"
            + "\"credentialsSince\":\"2026-11-21T10:00:00Z\",\"lastStep\":-1,\"password\":\"" + VERIFIER + "\","
            + "\"secondStep\":\"AAH/\",\"attributes\":{\"name\":\"Ada\",\"role\":\"admin\"}}\n";

    private static final String INVITATION =
            "{\"invitation\":\"0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"
                    + "\",\"expires\":\"2026-11-22T10:00:00.123456789Z\"}\n";

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("users");
    }

    @Override
    CredentialStore create() throws KeyMaterialException {
        return CredentialStore.file(file());
    }

    @Override
    CredentialStore again() throws KeyMaterialException {
        return CredentialStore.file(file());
    }

    static byte[] sealed(String lines) {
        byte[] bytes = lines.getBytes(UTF_8);
        return (lines + "{\"sha256\":\"" + HexFormat.of().formatHex(Sha256.of(bytes)) + "\"}\n").getBytes(UTF_8);
    }

    private void replace(byte[] content) throws IOException {
        Files.write(file(), content);
    }

    private static void refused(ThrowingCallable call, Reason reason, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyMaterialException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(message);
    }

    @Test
    void theFormIsAsItIsDocumented() throws Exception {
        byte[] content = sealed("{\"securechannel-users\":1}\n" + SECRET + USER + INVITATION);
        replace(content);
        var ada = store.find("ada").orElseThrow();
        assertThat(CredentialText.write(ada.password().orElseThrow())).isEqualTo(VERIFIER);
        assertThat(ada.secondStep().orElseThrow().bytes()).containsExactly(0, 1, -1);
        assertThat(ada.attributes()).isEqualTo(Map.of("name", "Ada", "role", "admin"));
        assertThat(store.secret().copy()).startsWith(0, 1, 2).endsWith(30, 31);
        byte[] invitation = new byte[32];
        Arrays.fill(invitation, (byte) 15);
        store.add(user("bob"), invitation, NOW);
        assertThat(store.remove("bob")).isTrue();
        assertThat(Files.readString(file()))
                .isEqualTo(new String(sealed("{\"securechannel-users\":1}\n" + SECRET + USER), UTF_8));
        store.invite(invitation, NOW.plusSeconds(24 * 3_600));
        assertThat(Files.readAllBytes(file())).isEqualTo(content);
    }

    @Test
    void aLaterFormIsToldFromDamage() throws Exception {
        byte[] later = sealed("{\"securechannel-users\":2}\nwhatever comes then\n");
        replace(later);
        refused(() -> store.names(), Reason.TOO_NEW, "of version 2, and this version of the library knows 1: update");
        refused(this::again, Reason.TOO_NEW, file().toString());
        later[23] = '3';
        replace(later);
        refused(this::again, Reason.DAMAGED, "restore it from a backup");
    }

    /** Found by fuzzing. */
    @Test
    void aSecretThatIsTheLastLineAndHasNoEndIsMalformed() {
        byte[] whole = sealed("{\"securechannel-users\":1}\n" + SECRET.strip());
        assertThatThrownBy(() -> UserFile.parse(whole, "f"))
                .isInstanceOfSatisfying(
                        KeyMaterialException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
    }

    @Test
    void everyFlippedByteAndEveryCutIsNoticed() throws Exception {
        byte[] content = sealed("{\"securechannel-users\":1}\n" + SECRET + USER);
        for (int i = 0; i < content.length; i++) {
            byte[] flipped = content.clone();
            flipped[i] ^= 1;
            int at = i;
            assertThatThrownBy(() -> UserFile.parse(flipped, "f"))
                    .as("byte %d", i)
                    .isInstanceOfSatisfying(
                            KeyMaterialException.class,
                            e -> assertThat(e.reason()).isEqualTo(at < 23 ? Reason.MALFORMED : Reason.DAMAGED));
            byte[] cut = Arrays.copyOf(content, i);
            assertThatThrownBy(() -> UserFile.parse(cut, "f"))
                    .as("cut at %d", i)
                    .isInstanceOfSatisfying(
                            KeyMaterialException.class,
                            e -> assertThat(e.reason()).isEqualTo(at < 23 ? Reason.MALFORMED : Reason.DAMAGED));
        }
        UserFile.parse(content, "f").close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"securechannel-users\":1}\n",
                "{\"securechannel-users\":01}\n" + SECRET,
                "{\"securechannel-users\":1 }\n" + SECRET,
                "{\"securechannel-users\":-1}\n" + SECRET,
                "{\"securechannel-users\":\"1\"}\n" + SECRET,
                "{\"securechannel-users\":1}\n" + SECRET + SECRET,
                "{\"securechannel-users\":1}\n" + SECRET + USER + USER,
                "{\"securechannel-users\":1}\n" + SECRET + INVITATION + INVITATION,
                "{\"securechannel-users\":1}\n" + USER + SECRET,
                "{\"securechannel-users\":1}\n" + SECRET + "\n",
                "{\"securechannel-users\":1}\n" + SECRET + "{}\n",
                "{\"securechannel-users\":1}\n" + SECRET + "[]\n",
                "{\"securechannel-users\":1}\n" + SECRET + "{\"user\":",
                "{\"securechannel-users\":1}\n{\"secret\":\"AAECAw==\"}\n",
                "{\"securechannel-users\":1}\n{\"secret\":\"%\"}\n",
            })
    void whatIsWholeAndNotInTheFormIsMalformed(String lines) {
        refused(() -> UserFile.parse(sealed(lines), "f"), Reason.MALFORMED, "f is ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"ada\"|\"\"",
                "\"ada\"|\"a\\u0000b\"",
                "\"ada\"|\"a\\ud800b\"",
                "\"ada\"|7",
                "\"ada\"|null",
                "\"revision\":1|\"revision\":0",
                "\"revision\":1|\"revision\":1.5",
                "\"revision\":1|\"revision\":\"1\"",
                "\"revision\":1|\"revision\":99999999999999999999",
                "\"revision\":1,|",
                "\"enabled\":true|\"enabled\":\"true\"",
                "2026-11-21T10|2026-11-21 10",
                "2026-11-21|1969-11-21",
                "\"lastStep\":-1|\"lastStep\":true",
                "4096|0",
                "4096|-1",
                "4096|2147483648",
                "4096|99999999999",
                "4096:|",
                "SCRAM-SHA-256|SCRAM-SHA-1",
                "WG5d|",
                "WG5d|!!!!",
                "\"AAH/\"|\"\"",
                "\"AAH/\"|\"A\"",
                "\"role\"|\"name\"",
                "\"admin\"|[\"admin\"]",
                "\"role\"|\"\"",
                "}}|},\"more\":1}",
                "}}|}} {}",
                "}}|}",
            })
    void aLineThatIsNotInTheFormIsMalformedAndNotShown(String change) {
        var parts = change.split("\\|", -1);
        var line = USER.replace(parts[0], parts[1]);
        assertThat(line).isNotEqualTo(USER);
        assertThatThrownBy(() -> UserFile.parse(sealed("{\"securechannel-users\":1}\n" + SECRET + line), "f"))
                .isInstanceOfSatisfying(KeyMaterialException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.MALFORMED);
                    assertThat(e.getCause()).isNull();
                })
                .hasMessage("f is whole, but line 3 is not in the form of a file of users: restore it from a backup");
    }

    @Test
    void aFileThatOthersMayReadIsRefused() throws Exception {
        store.add(user("ada"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
        refused(() -> store.find("ada"), Reason.EXPOSED, "have the passwords changed");
        refused(() -> store.add(user("bob")), Reason.EXPOSED, "chmod 600");
        refused(this::again, Reason.EXPOSED, "(rw-r-----)");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
        assertThat(store.find("ada")).isPresent();
    }

    @Test
    void anyOtherFileIsNotTakenForIt() throws Exception {
        replace("root:x:0:0\n".getBytes(UTF_8));
        refused(this::again, Reason.MALFORMED, "is not a file of users of this library: check its name");
        replace(new byte[0]);
        refused(this::again, Reason.MALFORMED, "check its name");
        replace(new byte[UserFile.LARGEST + 1]);
        refused(this::again, Reason.TOO_LARGE, "larger than 16 MiB");
        refused(() -> CredentialStore.file(directory), Reason.UNREADABLE, "is a directory");
        refused(() -> CredentialStore.file(directory.resolve("no/users")), Reason.UNWRITABLE, "there is no directory");
    }

    @Test
    void aFileThatGoesAwayLetsNobodyInAndIsNotMadeAgain() throws Exception {
        store.add(user("ada"));
        var moved = directory.resolve("moved");
        Files.move(file(), moved);
        refused(() -> store.find("ada"), Reason.UNREADABLE, "does not exist");
        refused(() -> store.add(user("bob")), Reason.UNREADABLE, "does not exist");
        assertThat(file()).doesNotExist();
        Files.move(moved, file());
        assertThat(store.find("ada")).isPresent();
    }

    @Test
    void aChangeOfTheSameLengthAndTimeIsSeen() throws Exception {
        byte[] one = sealed("{\"securechannel-users\":1}\n" + SECRET + USER);
        byte[] two = sealed("{\"securechannel-users\":1}\n" + SECRET + USER.replace("\"ada\"", "\"eve\""));
        var time = FileTime.fromMillis(0);
        for (int i = 0; i < 20; i++) {
            replace(i % 2 == 0 ? one : two);
            Files.setLastModifiedTime(file(), time);
            assertThat(store.names()).containsExactly(i % 2 == 0 ? "ada" : "eve");
        }
    }

    @Test
    void aSymbolicLinkIsFollowedAndStays() throws Exception {
        store.add(user("ada"));
        var link = Files.createSymbolicLink(directory.resolve("link"), file());
        try (var linked = CredentialStore.file(link)) {
            linked.add(user("bob"));
        }
        assertThat(link).isSymbolicLink();
        assertThat(store.names()).containsExactly("ada", "bob");
    }

    @Test
    void readersDoNotWaitForWriters() throws Exception {
        store.add(user("ada"));
        try (var held = WriteLock.take(file().toRealPath())) {
            assertThat(held).isNotNull();
            Together.run(1, number -> assertThat(store.find("ada")).isPresent());
        }
        assertThat(store.remove("ada")).isTrue();
    }

    @Test
    void serversThatStartAtOnce() throws Exception {
        for (int round = 0; round < 3; round++) {
            Files.delete(file());
            serversThatStartAtOnceMakeOneStore();
        }
    }
}
