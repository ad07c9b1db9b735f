package io.securechannel.keys.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TESTING.md item 21: what is wrong with a file is told apart, and nothing hostile costs before it is refused. */
class StoreDamageTest {

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void aSoundStore() throws IOException, KeyMaterialException {
        file = Stores.write(directory.resolve(Stores.STORE), Stores.small());
        Stores.builder(file).open(Stores.PASSWORD).close();
    }

    @Test
    void theWrongPasswordIsNoDamage() {
        var failure = refused(Stores.OTHER_PASSWORD);
        assertThat(failure.reason()).isEqualTo(Reason.WRONG_PASSWORD);
        assertThat(failure).hasMessageContaining("password is wrong").hasMessageContaining(file.toString());
    }

    @Test
    void everyFlippedByteIsSeenWithoutThePassword() throws IOException {
        for (int offset = 0; offset < Stores.small().length; offset++) {
            var failure = refused(DamagedStore.flipped(Stores.small(), offset));
            assertThat(failure.reason())
                    .as("byte %d", offset)
                    .isEqualTo(offset < DamagedStore.VERSION ? Reason.MALFORMED : Reason.DAMAGED);
            assertThat(failure).hasMessageContaining("damaged");
        }
    }

    @Test
    void whoeverMakesTheChecksumFitGainsNothing() throws IOException {
        int checksum = Stores.small().length - 32;
        for (int offset = DamagedStore.VERSION; offset < checksum; offset++) {
            var failure = refused(DamagedStore.fitted(DamagedStore.flipped(Stores.small(), offset)));
            assertThat(failure.reason()).as("byte %d", offset).isIn((Object[]) reasons(offset));
        }
    }

    private static Reason[] reasons(int offset) {
        if (offset == DamagedStore.VERSION) {
            return new Reason[] {Reason.TOO_NEW};
        }
        if (offset < DamagedStore.COST || (offset >= DamagedStore.BODY_LENGTH && offset < DamagedStore.BODY)) {
            return new Reason[] {Reason.MALFORMED};
        }
        if (offset < DamagedStore.SALT) {
            return new Reason[] {Reason.TOO_LARGE, Reason.MALFORMED, Reason.WRONG_PASSWORD};
        }
        return new Reason[] {offset < DamagedStore.WRAPPED_KEY ? Reason.WRONG_PASSWORD : Reason.DAMAGED};
    }

    @Test
    void everyShorterFileIsSeen() throws IOException {
        for (int length = 0; length < Stores.small().length; length++) {
            var cut = Arrays.copyOf(Stores.small(), length);
            assertThat(refused(cut).reason())
                    .as("%d bytes", length)
                    .isEqualTo(length < DamagedStore.VERSION ? Reason.MALFORMED : Reason.DAMAGED);
            assertThat(refused(DamagedStore.fitted(cut)).reason())
                    .as("%d bytes, and a checksum that fits", length)
                    .isIn(Reason.MALFORMED, Reason.DAMAGED);
        }
    }

    @Test
    void everyLongerFileIsSeen() throws IOException {
        for (int more : new int[] {1, 16, 32, 4096}) {
            var longer = Arrays.copyOf(Stores.small(), Stores.small().length + more);
            assertThat(refused(longer).reason()).isEqualTo(Reason.DAMAGED);
            assertThat(refused(DamagedStore.fitted(longer)).reason()).isEqualTo(Reason.MALFORMED);
        }
    }

    @Test
    void aLaterVersionAsksForAnUpdate() throws IOException {
        var later = Stores.small();
        later[DamagedStore.VERSION] = 2;
        var failure = refused(DamagedStore.fitted(later));
        assertThat(failure.reason()).isEqualTo(Reason.TOO_NEW);
        assertThat(failure).hasMessageContaining("version 2").hasMessageContaining("update the library");
    }

    @Test
    void noVersionIsOlderThanTheFirst() throws IOException {
        var zero = Stores.small();
        zero[DamagedStore.VERSION] = 0;
        assertThat(refused(DamagedStore.fitted(zero)).reason()).isEqualTo(Reason.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({
        "4294967295, 1, 1", // 4 TiB
        "2147483648, 1, 1", // negative, if it were signed
        "262145, 1, 1",
        "32, 4294967295, 1",
        "32, 2147483648, 1",
        "32, 1025, 1",
        "262144, 17, 1",
        "131072, 33, 4",
        "4294967295, 4294967295, 1",
        "4294967295, 4294967295, 536870911",
        "262144, 1, 65",
        "2147483648, 2, 64"
    })
    void aGuessThatWouldCostTooMuchIsRefusedBeforeItCosts(long memory, long passes, long lanes) throws IOException {
        var failure = refused(DamagedStore.demanding(Stores.small(), memory, passes, lanes));
        assertThat(failure.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(failure)
                .hasMessageContaining(memory + " KiB")
                .hasMessageContaining(Long.toString(passes))
                .hasMessageContaining("256 MiB");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1",
        "7, 1, 1",
        "32, 0, 1",
        "32, 1, 0",
        "0, 0, 0",
        "32, 1, 5",
        "32, 1, 4294967295",
        "262144, 1, 2147483648",
        "4294967295, 4294967295, 4294967295"
    })
    void parametersThatArgon2DoesNotHaveAreRefused(long memory, long passes, long lanes) throws IOException {
        var failure = refused(DamagedStore.demanding(Stores.small(), memory, passes, lanes));
        assertThat(failure.reason()).isEqualTo(Reason.MALFORMED);
        assertThat(failure).hasMessageContaining("RFC 9106");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rwxrwxrwx", "rw-r--r--", "rw-----wx"})
    void aFileThatOthersMayReadOrWriteIsRefused(String mode) throws IOException, KeyMaterialException {
        try (var open = Stores.builder(file).open(Stores.PASSWORD)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            var failure = refused(Stores.PASSWORD);
            assertThat(failure.reason()).isEqualTo(Reason.EXPOSED);
            assertThat(failure).hasMessageContaining("chmod 600 " + file).hasMessageContaining(mode);
            assertThat(catchThrowableOfType(KeyMaterialException.class, open::list)
                            .reason())
                    .as("a program that has it open is told too")
                    .isEqualTo(Reason.EXPOSED);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            assertThat(open.list()).hasSize(2);
        }
    }

    @Test
    void aFileOfItsOwnerAloneIsOpened() throws IOException, KeyMaterialException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        try (var keys = Stores.builder(file).open(Stores.PASSWORD)) {
            assertThat(keys.list()).hasSize(2);
        }
    }

    @Test
    void whatIsNoKeyStoreIsCalledSo() throws IOException {
        for (var content :
                new String[] {"", "SCKEYS", "-----BEGIN PRIVATE KEY-----\nMC4CAQ==\n", "SCKEYS\n\n" + "x".repeat(99)}) {
            var failure = refused(content.getBytes(StandardCharsets.US_ASCII));
            assertThat(failure.reason()).as(content).isEqualTo(Reason.MALFORMED);
            assertThat(failure).hasMessageContaining("not a key store");
        }
    }

    /** Such as a certificate: advice to close its permissions would send people the wrong way. */
    @Test
    void whatIsNoKeyStoreIsCalledSoAlsoIfAllMayReadIt() throws IOException {
        Files.writeString(file, "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        var failure = refused(Stores.PASSWORD);
        assertThat(failure.reason()).isEqualTo(Reason.MALFORMED);
        assertThat(failure).hasMessageContaining("not a key store").hasMessageNotContaining("chmod");
    }

    @Test
    void aMissingFileADirectoryAndAHugeFileAreToldApart() throws IOException {
        Files.delete(file);
        assertThat(refused(Stores.PASSWORD).reason()).isEqualTo(Reason.UNREADABLE);
        assertThat(refused(Stores.PASSWORD)).hasMessageContaining("does not exist");
        Files.createDirectory(file);
        assertThat(refused(Stores.PASSWORD).reason()).isEqualTo(Reason.UNREADABLE);
        assertThat(refused(Stores.PASSWORD)).hasMessageContaining("is a directory");
        Files.delete(file);
        Stores.write(file, Stores.small());
        try (var huge = new RandomAccessFile(file.toFile(), "rw")) {
            huge.setLength(1L << 33);
        }
        assertThat(refused(Stores.PASSWORD).reason()).isEqualTo(Reason.TOO_LARGE);
    }

    private KeyMaterialException refused(byte[] content) throws IOException {
        Files.write(file, content);
        return refused(Stores.PASSWORD);
    }

    private KeyMaterialException refused(Password password) {
        var failure = catchThrowableOfType(KeyMaterialException.class, () -> {
            try (var keys = Stores.builder(file).open(password)) {
                assertThat(keys).as("it opened").isNull();
            }
        });
        assertThat(failure.getMessage()).doesNotContain("correct horse", "battery staple");
        return failure;
    }
}
