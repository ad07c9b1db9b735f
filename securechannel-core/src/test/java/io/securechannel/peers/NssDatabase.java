package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.keys.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;

/** A database of NSS, in which its programs look for keys and authorities. */
final class NssDatabase {

    private static final String PASSWORD = "interop";

    private final Path directory;

    private NssDatabase(Path directory) {
        this.directory = directory;
    }

    /** Skips, by name, where the machine lacks NSS. {@return the version of its library} */
    static String version() throws Exception {
        Program.require("certutil");
        Program.require("pk12util");
        return InteropCells.versionOf(
                "(\\d\\S+)",
                "python3",
                "-c",
                "import ctypes; nss = ctypes.CDLL('libnss3.so'); nss.NSS_GetVersion.restype = ctypes.c_char_p;"
                        + " print(nss.NSS_GetVersion().decode())");
    }

    static NssDatabase create(Path parent, X509Certificate authority) throws Exception {
        var directory = Files.createTempDirectory(parent, "nss");
        var database = new NssDatabase(directory);
        run("certutil", "-N", "-d", database.name(), "--empty-password");
        var file = PemFiles.write(directory, "authority", authority);
        run("certutil", "-A", "-d", database.name(), "-n", "authority", "-t", "CT,C,C", "-i", file.toString());
        return database;
    }

    NssDatabase with(String nickname, Identity identity) throws Exception {
        var file = directory.resolve(nickname + ".p12");
        store(file, nickname, identity);
        run("pk12util", "-i", file.toString(), "-d", name(), "-W", PASSWORD);
        return this;
    }

    String name() {
        return "sql:" + directory;
    }

    private static void store(Path file, String nickname, Identity identity)
            throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                nickname,
                identity.privateKey(),
                PASSWORD.toCharArray(),
                identity.certificateChain().toArray(X509Certificate[]::new));
        try (var out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    private static void run(String... command) throws Exception {
        try (var program = Program.start(command)) {
            assertThat(program.endInput().awaitExit()).as("%s", program).isZero();
        }
    }
}
