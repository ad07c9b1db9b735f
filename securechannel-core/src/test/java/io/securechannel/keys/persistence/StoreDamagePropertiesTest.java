package io.securechannel.keys.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.KeyStoreManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever bytes are in the place of a key store, opening them ends in a {@link KeyMaterialException}. */
class StoreDamagePropertiesTest {

    private static Path directory;
    private static Path file;
    private static byte[] byKey;

    @BeforeContainer
    static void makeStores() throws IOException, KeyMaterialException {
        directory = Files.createTempDirectory("damage");
        file = Stores.write(directory.resolve(Stores.STORE), Stores.small());
        try (var keys = Stores.builder(file).open(Stores.PASSWORD)) {
            keys.protectBy(Stores.KEY);
        }
        byKey = Files.readAllBytes(file);
    }

    @AfterContainer
    static void removeStores() throws IOException {
        for (var name : List.of(Stores.STORE, Stores.STORE + ".lock", "")) {
            Files.deleteIfExists(directory.resolve(name));
        }
    }

    @Property(tries = 150)
    void randomBytesAreRefused(@ForAll byte[] bytes) throws IOException {
        requireRefused(bytes);
        requireRefused(DamagedStore.fitted(joined(Arrays.copyOf(Stores.small(), DamagedStore.FORM), bytes)));
    }

    @Property(tries = 150)
    void randomBytesBehindASoundHeaderAreRefused(@ForAll byte[] bytes) throws IOException {
        requireRefused(DamagedStore.fitted(joined(Arrays.copyOf(Stores.small(), DamagedStore.BODY), bytes)));
        requireRefused(DamagedStore.fitted(joined(Arrays.copyOf(byKey, DamagedStore.COST), bytes)));
    }

    @Property(tries = 300)
    void mutationsAreRefused(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int changes, @ForAll boolean fit)
            throws IOException {
        for (var store : List.of(Stores.small(), byKey)) {
            var changed = mutated(store, new Random(seed), changes);
            if (!Arrays.equals(changed, store)) {
                requireRefused(fit ? DamagedStore.fitted(changed) : changed);
            }
        }
    }

    /** Not in the parameters of Argon2id: there a hostile value may be allowed, and cost its seconds. */
    private static byte[] mutated(byte[] store, Random random, int changes) {
        var bytes = store.clone();
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length - 32);
            if (at < DamagedStore.COST || at >= DamagedStore.SALT) {
                bytes[at] = (byte) random.nextInt();
            }
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, DamagedStore.SALT + random.nextInt(bytes.length)) : bytes;
    }

    private static byte[] joined(byte[] head, byte[] tail) {
        var both = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        return both;
    }

    private static void requireRefused(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        requireRefused(() -> Stores.builder(file).open(Stores.PASSWORD));
        requireRefused(() -> Stores.builder(file).open(Stores.KEY));
    }

    private static void requireRefused(Opening opening) {
        try (var keys = opening.open()) {
            assertThat(keys).as("it opened").isNull();
        } catch (KeyMaterialException e) {
            assertThat(e.getMessage()).contains(file.toString());
        }
    }

    /** One way to open it. */
    @FunctionalInterface
    private interface Opening {
        KeyStoreManager open() throws KeyMaterialException;
    }
}
