package io.securechannel.keys.persistence;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.EntryKind;
import io.securechannel.keys.KeyEncryption;
import io.securechannel.keys.KeyStoreBuilder;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.PasswordCost;
import io.securechannel.keys.SharedSecret;
import io.securechannel.keys.StoredData;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;

/** A small key store whose content is known to the byte, at a cost that tests can pay. */
final class Stores {

    static final String STORE = "store";
    static final String COPY = "copy";
    static final Password PASSWORD = Password.copyOf("correct horse".toCharArray());
    static final Password OTHER_PASSWORD = Password.copyOf("battery staple".toCharArray());
    static final KeyEncryption KEY = KeyEncryption.aesGcm("a test's key", new SecretKeySpec(new byte[32], "AES"));

    /** What files hold that were looked at before: the same bytes always hold the same. */
    private static final Map<ByteBuffer, String> SEEN = new HashMap<>();

    private static final byte[] SMALL = make();

    private Stores() {}

    /** {@return the file: a counter, and a secret in two versions} */
    static byte[] small() {
        return SMALL.clone();
    }

    /** Puts a file in place that its owner alone may read. */
    static Path write(Path file, byte[] content) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.write(file, content);
    }

    static KeyStoreBuilder builder(Path file) {
        return KeyStoreManager.builder(file)
                .passwordCost(PasswordCost.insecureForTests())
                .clock(InstantSource.fixed(Instant.EPOCH));
    }

    static SharedSecret secret(int value) {
        var bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return SharedSecret.of(SecretBytes.copyOf(bytes));
    }

    /** {@return the count after this one} */
    static byte[] next(StoredData count) {
        return number(count(count) + 1);
    }

    static int count(StoredData count) {
        return ByteBuffer.wrap(count.content()).getInt();
    }

    static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /** Adds one again and again, and puts a secret in each time: {@code NAME-1} and so on. */
    static void count(KeyStoreManager keys, int times, String name) throws KeyMaterialException {
        for (int i = 1; i <= times; i++) {
            keys.update("counter", StoredData.class, now -> StoredData.of("test counter/1", next(now.orElseThrow())));
            keys.put(name + "-" + i, secret(i));
        }
    }

    /** {@return all that is in a store, secrets included} */
    static String content(KeyStoreManager keys) throws KeyMaterialException {
        var text = new ArrayList<String>();
        for (var info : keys.list()) {
            text.add(info.toString());
            if (info.kind() == EntryKind.SHARED_SECRET) {
                for (var version : keys.versions(info.name(), SharedSecret.class)) {
                    text.add(Arrays.toString(version.bytes().copy()));
                }
            } else {
                text.add(Arrays.toString(keys.get(info.name(), StoredData.class).content()));
            }
        }
        return text.toString();
    }

    /** {@return what the store and its copy in a directory hold, what opens them, and who may read them} */
    static String look(Path directory) throws IOException, KeyMaterialException {
        return lookAt(directory.resolve(STORE)) + " copy: " + lookAt(directory.resolve(COPY));
    }

    private static String lookAt(Path file) throws IOException, KeyMaterialException {
        if (!Files.exists(file)) {
            return "absent";
        }
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) + " ";
        var known = SEEN.get(bytes);
        if (known == null) {
            known = opened(file);
            SEEN.put(bytes, known);
        }
        return mode + known;
    }

    private static String opened(Path file) throws KeyMaterialException {
        var opening = new ArrayList<String>();
        for (var password : Map.of("password: ", PASSWORD, "other password: ", OTHER_PASSWORD)
                .entrySet()) {
            try (var keys = builder(file).open(password.getValue())) {
                opening.add(password.getKey() + content(keys));
            } catch (KeyMaterialException e) {
                requireWrong(e);
            }
        }
        try (var keys = builder(file).open(KEY)) {
            opening.add("key: " + content(keys));
        } catch (KeyMaterialException e) {
            requireWrong(e);
        }
        if (opening.size() != 1) {
            throw new IllegalStateException(file + " opens with " + opening);
        }
        return opening.get(0);
    }

    private static void requireWrong(KeyMaterialException e) throws KeyMaterialException {
        if (e.reason() != Reason.WRONG_PASSWORD) {
            throw e;
        }
    }

    private static byte[] make() {
        try {
            var directory = Files.createTempDirectory("stores");
            var file = directory.resolve(STORE);
            try (var keys = builder(file).create(PASSWORD)) {
                keys.put("counter", StoredData.of("test counter/1", number(0)));
                keys.put("secret", secret(1), "made by a test");
                keys.rotate("secret", secret(2));
                return Files.readAllBytes(file);
            } finally {
                for (var name : List.of(STORE, STORE + ".lock", "")) {
                    Files.deleteIfExists(directory.resolve(name));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (KeyMaterialException e) {
            throw new IllegalStateException(e);
        }
    }
}
