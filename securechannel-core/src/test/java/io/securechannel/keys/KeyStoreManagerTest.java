package io.securechannel.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Argon2Cost;
import io.securechannel.internal.store.EncryptedStore;
import io.securechannel.internal.store.Octets;
import io.securechannel.internal.store.PasswordProtection;
import io.securechannel.internal.store.StoreEntry;
import io.securechannel.internal.store.StoreVersion;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import io.securechannel.testkit.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes into a key store comes out again, by its name and its type, also after the file has been closed. */
@Tag("verify")
class KeyStoreManagerTest {

    private static final TestCa CA = TestCa.create("Store CA");
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("test.keys");
    }

    static Stream<KeyMaterial> everyKind() {
        return Stream.of(
                CA.server("localhost"),
                TestCa.create("Root").intermediate("Below").server("chat.example"),
                CA.leaf("rsa").keys(TestCa.keys("RSA", 2_048)).issue(),
                CA.leaf("ed").keys(TestCa.keys("Ed25519", 0)).issue(),
                CA.leaf("p384").keys(TestCa.keys("EC", 384)).issue(),
                NoiseKeyPair.generate(),
                EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING),
                EnvelopeKeyPair.generate(EnvelopeKeyType.X25519),
                EnvelopeKeyPair.generate(EnvelopeKeyType.P256),
                EnvelopeKeyPair.generate(EnvelopeKeyType.RSA_2048),
                SigningKeyPair.generate(SigningKeyType.ED25519),
                SigningKeyPair.generate(SigningKeyType.ML_DSA_65),
                SigningKeyPair.generate(SigningKeyType.RSA_PSS_2048),
                new TrustedCertificate(CA.certificate()),
                new KnownPeer("chat.example:7443", "sha256/AAAA"),
                SharedSecret.random(),
                StoredData.of("test/1", new byte[] {1, 2, 3}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyKind")
    void everyKindComesBackFromTheFile(KeyMaterial material) throws Exception {
        try (var keys = create()) {
            keys.put("it", material, "a note");
        }
        try (var keys = open()) {
            var back = keys.get("it", material.getClass());
            assertSame(back, material);
            var info = keys.list().get(0);
            assertThat(info.name()).isEqualTo("it");
            assertThat(info.kind()).isEqualTo(EntryKind.of(material.getClass()));
            assertThat(info.note()).isEqualTo("a note");
            assertThat(info.created()).isEqualTo(NOW);
            assertThat(info.detail()).isNotBlank();
            assertThat(info.version()).isOne();
        }
    }

    @Test
    void aRotatedKeyIsPrimaryAndTheOldOneStaysUntilItIsPruned() throws Exception {
        var first = SigningKeyPair.generate(SigningKeyType.ED25519);
        var second = SigningKeyPair.generate(SigningKeyType.ML_DSA_65);
        try (var keys = create()) {
            keys.put("me", first);
            assertThat(keys.rotate("me", second).version()).isEqualTo(2);
            assertThat(keys.get("me", SigningKeyPair.class)).isEqualTo(second);
            assertThat(keys.versions("me", SigningKeyPair.class)).containsExactly(second, first);
            assertThat(keys.find("me")).map(EntryInfo::versions).contains(2);

            assertThat(keys.prune("me")).isOne();
            assertThat(keys.prune("me")).isZero();
            assertThat(keys.versions("me", SigningKeyPair.class)).containsExactly(second);
            assertThat(keys.rotate("me", first).version()).isEqualTo(3);
        }
    }

    @Test
    void namesAndTypesAreKept() throws Exception {
        try (var keys = create()) {
            keys.put("noise", NoiseKeyPair.generate());
            assertReason(Reason.ALREADY_THERE, "rotate it", () -> keys.put("noise", NoiseKeyPair.generate()));
            assertReason(Reason.MISSING, "[noise]", () -> keys.get("nois", NoiseKeyPair.class));
            assertReason(Reason.WRONG_KIND, "a Noise key", () -> keys.get("noise", SigningKeyPair.class));
            assertReason(Reason.WRONG_KIND, "a shared secret", () -> keys.rotate("noise", SharedSecret.random()));
            assertReason(Reason.MISSING, "nothing", () -> keys.rotate("other", SharedSecret.random()));
            keys.delete("noise");
            assertThat(keys.list()).isEmpty();
            assertReason(Reason.MISSING, "nothing", () -> keys.delete("noise"));
            keys.put("noise", SharedSecret.random());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " a", "a ", "a\nb", "a\u202Eb", "a\uD800"})
    void namesThatPeopleCannotReadAreRefused(String name) throws Exception {
        try (var keys = create()) {
            assertThatThrownBy(() -> keys.put(name, SharedSecret.random()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> keys.put("x".repeat(129), SharedSecret.random()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("128");
            assertThat(keys.list()).isEmpty();
        }
    }

    @Test
    void dataAreReplacedInOneStep() throws Exception {
        try (var keys = create()) {
            for (int i = 0; i < 3; i++) {
                keys.update("counter", StoredData.class, KeyStoreManagerTest::incremented);
            }
            assertThat(keys.get("counter", StoredData.class).content()).containsExactly(3);
            assertThat(keys.find("counter")).map(EntryInfo::versions).contains(1);
            assertReason(
                    Reason.TOO_WEAK,
                    "no",
                    () -> keys.update("counter", StoredData.class, current -> {
                        throw new KeyMaterialException(Reason.TOO_WEAK, "no");
                    }));
            assertThat(keys.get("counter", StoredData.class).content()).containsExactly(3);
            assertThatThrownBy(() -> keys.update("counter", StoredData.class, current -> {
                        keys.delete("counter");
                        return current.orElseThrow();
                    }))
                    .isInstanceOf(IllegalStateException.class);
            keys.put("after", SharedSecret.random());
        }
    }

    private static StoredData incremented(Optional<StoredData> current) {
        byte before = current.map(data -> data.content()[0]).orElse((byte) 0);
        return StoredData.of("counter/1", new byte[] {(byte) (before + 1)});
    }

    @Test
    void theNextPasswordOpensAndTheLastDoesNot() throws Exception {
        var secret = SharedSecret.random();
        try (var keys = create();
                var next = password("next")) {
            keys.put("it", secret);
            keys.changePassword(next);
            assertThat(keys.get("it", SharedSecret.class)).isEqualTo(secret);
            keys.put("more", SharedSecret.random());
        }
        assertReason(Reason.WRONG_PASSWORD, "the password is wrong", this::open);
        try (var next = password("next");
                var keys = KeyStoreManager.open(file, next)) {
            assertThat(keys.get("it", SharedSecret.class)).isEqualTo(secret);
        }
    }

    @Test
    void aChangeByAnotherIsSeenAtOnce() throws Exception {
        try (var here = create();
                var there = open();
                var next = password("next")) {
            there.put("a", SharedSecret.random());
            here.put("b", SharedSecret.random());
            assertThat(here.list()).extracting(EntryInfo::name).containsExactly("a", "b");
            assertThat(there.list()).extracting(EntryInfo::name).containsExactly("a", "b");
            there.changePassword(next);
            assertReason(Reason.WRONG_PASSWORD, "open it again", here::list);
            assertReason(Reason.WRONG_PASSWORD, "open it again", () -> here.put("c", SharedSecret.random()));
            there.put("c", SharedSecret.random());
        }
    }

    @Test
    void whatIsThereAlreadyStays() throws Exception {
        create().close();
        var before = Files.readAllBytes(file);
        assertReason(Reason.ALREADY_THERE, "open it", this::create);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertReason(
                Reason.UNREADABLE,
                "does not exist: name the key store that there is, or make one by KeyStoreManager.create",
                () -> KeyStoreManager.open(directory.resolve("none"), password("one")));
        assertReason(
                Reason.UNWRITABLE,
                "no directory",
                () -> KeyStoreManager.create(directory.resolve("no/where"), password("one")));
    }

    @Test
    void aBackupIsTheFile() throws Exception {
        var copy = directory.resolve("copy");
        try (var keys = create()) {
            keys.put("it", SharedSecret.random());
            keys.backup(copy);
            assertReason(Reason.ALREADY_THERE, "new file", () -> keys.backup(copy));
            keys.delete("it");
        }
        try (var password = password("one");
                var keys = KeyStoreManager.open(copy, password)) {
            assertThat(keys.list()).extracting(EntryInfo::name).containsExactly("it");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo("rw-------");
    }

    @Test
    void theFileIsItsOwnersAlone() throws Exception {
        create().close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("test.keys.lock"))))
                .isEqualTo("rw-------");
        for (var exposed : List.of("rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rwxrwxrwx")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(exposed));
            assertReason(Reason.EXPOSED, "chmod 600", this::open);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        open().close();
    }

    @Test
    void anAdministratorLeavesTheFileToItsOwner() throws Exception {
        create().close();
        var nobody = directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        try {
            Files.setOwner(file, nobody);
        } catch (IOException e) {
            assumeTrue(false, "only an administrator can give files away: " + e);
        }
        Files.delete(directory.resolve("test.keys.lock"));
        try (var keys = open()) {
            keys.put("it", SharedSecret.random());
        }
        assertThat(Files.getOwner(file)).isEqualTo(nobody);
        assertThat(Files.getOwner(directory.resolve("test.keys.lock"))).isEqualTo(nobody);
    }

    @Test
    void aLinkThatIsTurnedIsFollowed() throws Exception {
        for (var each : List.of("v1", "v2")) {
            file = Files.createDirectory(directory.resolve(each)).resolve("test.keys");
            try (var keys = create()) {
                keys.put(each, SharedSecret.random());
            }
        }
        file = Files.createSymbolicLink(directory.resolve("current.keys"), Path.of("v1/test.keys"));
        try (var keys = open()) {
            assertThat(keys.list()).extracting(EntryInfo::name).containsExactly("v1");
            Files.copy(
                    directory.resolve("v1/test.keys"),
                    directory.resolve("v2/test.keys"),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
            Files.delete(file);
            Files.createSymbolicLink(file, Path.of("v2/test.keys"));
            keys.put("after", SharedSecret.random());
            assertThat(keys.file()).isEqualTo(directory.resolve("v2/test.keys").toRealPath());
        }
        file = directory.resolve("v1/test.keys");
        try (var keys = open()) {
            assertThat(keys.list()).hasSize(1);
        }
    }

    @Test
    void aChangedPasswordKeepsTheDearerCost() throws Exception {
        create().close();
        try (var one = password("one");
                var next = password("next");
                var keys = KeyStoreManager.open(file, one)) {
            keys.changePassword(next);
            assertThat(keys.audit()).as("the recommended cost, not the test's").isEmpty();
        }
        assertThat(PasswordCost.recommendedOr(Optional.of(new Argon2Cost(64 << 10, 8, 4))))
                .hasToString("PasswordCost[65536 KiB, 8 passes, 4 lanes]");
        assertThat(PasswordCost.recommendedOr(Optional.of(new Argon2Cost(32, 1, 1))))
                .hasToString(PasswordCost.recommended().toString());
    }

    @Test
    void aSymbolicLinkStaysOne() throws Exception {
        var real = directory.resolve("real.keys");
        Files.createSymbolicLink(file, real);
        try (var password = password("one")) {
            KeyStoreManager.builder(real)
                    .passwordCost(PasswordCost.insecureForTests())
                    .create(password)
                    .close();
        }
        try (var keys = open()) {
            keys.put("it", SharedSecret.random());
            assertThat(keys.file()).isEqualTo(real.toRealPath());
        }
        assertThat(file).isSymbolicLink();
    }

    @Test
    void aClosedKeyStoreIsNotUsed() throws Exception {
        var keys = create();
        var live = keys.liveIdentity("server");
        keys.close();
        keys.close();
        assertThatThrownBy(keys::list).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        assertThatThrownBy(() -> keys.put("a", SharedSecret.random())).isInstanceOf(IllegalStateException.class);
        assertReason(Reason.UNREADABLE, "closed", live::current);
    }

    @ParameterizedTest
    @EnumSource(value = EntryKind.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void aMadeUpKindOfMaterialIsRefused(EntryKind kind) {
        assertThat(EntryKind.of(kind.number())).contains(kind);
        assertThat(EntryKind.of(kind.type())).isEqualTo(kind);
        assertThatThrownBy(() -> EntryKind.of(KeyMaterial.class)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1969-12-31T23:59:59.999Z", "+10000-01-01T00:00:00Z"})
    void aDateThatTheFileCannotHoldDoesNotCostTheFile(String date) throws Exception {
        try (var keys = create()) {
            keys.put("before", SharedSecret.random());
        }
        try (var password = password("one");
                var keys = KeyStoreManager.builder(file)
                        .clock(InstantSource.fixed(Instant.parse(date)))
                        .open(password)) {
            assertReason(Reason.UNWRITABLE, "look at the clock", () -> keys.put("it", SharedSecret.random()));
        }
        try (var keys = open()) {
            assertThat(keys.list()).hasSize(1);
        }
    }

    @Test
    void aKindOfALaterLibraryDoesNotHideTheOthers() throws Exception {
        try (var keys = create()) {
            keys.put("it", SharedSecret.random());
        }
        try (var password = password("one");
                var later = EncryptedStore.open(file, locked -> PasswordProtection.open(locked, password))) {
            var version = new StoreVersion(1, NOW, SecretBytes.random(16));
            later.change(content -> content.with(new StoreEntry("later", 9, "", List.of(version))));
        }
        try (var keys = open()) {
            assertThat(keys.find("it")).isPresent();
            assertThat(keys.find("no such")).isEmpty();
            assertThat(keys.find("later")).map(EntryInfo::kind).contains(EntryKind.UNKNOWN);
            assertThat(keys.list()).hasSize(2);
            assertThat(keys.audit()).extracting(AuditFinding::name).doesNotContain("later");
            assertReason(Reason.TOO_NEW, "update it", () -> keys.get("later", SharedSecret.class));
            keys.put("more", SharedSecret.random());
            assertThat(keys.find("later")).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void anIdentityOfAnotherFormIsMalformedWhereverItIsLookedAt(int parts) throws Exception {
        try (var keys = create();
                var password = password("one");
                var store = EncryptedStore.open(file, locked -> PasswordProtection.open(locked, password))) {
            var material = parts == 2 ? new byte[] {5, 0} : Octets.join(Collections.nCopies(parts, new byte[8]));
            var version = new StoreVersion(1, NOW, SecretBytes.copyOf(material));
            store.change(content -> content.with(new StoreEntry("it", 1, "", List.of(version))));
            assertReason(Reason.MALFORMED, "the form of", () -> keys.get("it", Identity.class));
            assertReason(Reason.MALFORMED, "the form of", keys::list);
            assertReason(Reason.MALFORMED, "the form of", keys::audit);
            keys.delete("it");
        }
    }

    /** It may be the very server that is looked for: as unknown, somebody might confirm another in its place. */
    @Test
    void oneKnownPeerThatCannotBeReadStopsAll() throws Exception {
        try (var keys = create();
                var password = password("one");
                var store = EncryptedStore.open(file, locked -> PasswordProtection.open(locked, password));
                var pair = NoiseKeyPair.generate()) {
            var peers = keys.knownPeers();
            peers.confirm("chat.example:7443", pair.publicKey());
            var version = new StoreVersion(1, NOW, SecretBytes.copyOf(new byte[] {5, 0}));
            store.change(content -> content.with(new StoreEntry("bad", 6, "", List.of(version))));
            assertReason(Reason.MALFORMED, "\"bad\"", () -> peers.at("chat.example:7443"));
            assertReason(Reason.MALFORMED, "\"bad\"", () -> peers.confirm("chat.example:7443", pair.publicKey()));
            keys.delete("bad");
            assertThat(peers.at("chat.example:7443")).containsExactly(pair.publicKey());
        }
    }

    @Test
    void whatCouldNotBeWrittenIsWiped() throws Exception {
        var fresh = SecretBytes.random(16);
        try (var keys = create();
                var password = password("one");
                var store = EncryptedStore.open(file, locked -> PasswordProtection.open(locked, password))) {
            var unreadable = new StoreVersion(1, Instant.MAX, fresh);
            assertReason(
                    Reason.UNWRITABLE,
                    "was not written",
                    () -> store.change(content -> content.with(new StoreEntry("it", 7, "", List.of(unreadable)))));
            assertThatThrownBy(fresh::copy).isInstanceOf(IllegalStateException.class);
            keys.put("it", SharedSecret.random());
            assertThat(store.<Integer>read(content -> content.entries().size())).isOne();
        }
    }

    private static void assertSame(KeyMaterial back, KeyMaterial material) {
        if (material instanceof Identity identity) {
            var other = (Identity) back;
            assertThat(other.certificateChain()).isEqualTo(identity.certificateChain());
            assertThat(other.privateKey()).isEqualTo(identity.privateKey());
        } else {
            assertThat(back).isEqualTo(material);
        }
        if (material instanceof RoleKeyPair keys) {
            assertThat(((RoleKeyPair) back).publicKey()).isEqualTo(keys.publicKey());
        }
    }

    private static void assertReason(Reason reason, String words, ThrowingCallable code) {
        var error = catchThrowableOfType(KeyMaterialException.class, code);
        assertThat(error).as("an error with the reason " + reason).isNotNull();
        assertThat(error.reason()).as(error.getMessage()).isEqualTo(reason);
        assertThat(error).hasMessageContaining(words);
    }

    private KeyStoreManager create() throws KeyMaterialException {
        try (var password = password("one")) {
            return KeyStoreManager.builder(file)
                    .passwordCost(PasswordCost.insecureForTests())
                    .clock(() -> NOW)
                    .create(password);
        }
    }

    private KeyStoreManager open() throws KeyMaterialException {
        try (var password = password("one")) {
            return KeyStoreManager.builder(file)
                    .passwordCost(PasswordCost.insecureForTests())
                    .open(password);
        }
    }

    private static Password password(String text) {
        return Password.copyOf(text.toCharArray());
    }
}
