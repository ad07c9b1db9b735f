package io.securechannel.examples.messenger.server;

import io.securechannel.auth.token.TokenIssuer;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.inspect.CertificateView;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.service.PasswordFile;
import io.securechannel.examples.service.ServerNames;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.Live;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoiseServerKeys;
import io.securechannel.keys.StoredData;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.Pem;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** The server's keys: its authority, its certificate, its key over Noise, and the issuer of its tokens, in one encrypted file. */
final class ServerKeys implements AutoCloseable {

    private static final String CA = "ca";
    private static final String SERVER = "server";
    private static final String NOISE = "noise";
    private static final String ISSUER = "tokens";
    private static final String DATABASE = "database";
    private static final String DATABASE_FORMAT = "chat-server database/1";
    private static final Duration LIFE = Duration.ofDays(365);
    private static final Duration RENEWED_BEFORE = Duration.ofDays(60);

    private final KeyStoreManager keys;
    private final CertificateAuthority authority;
    private final ServerNames names;
    private final TokenIssuer issuer;
    private final long authorityId;
    private OptionalLong database;

    private ServerKeys(
            KeyStoreManager keys,
            CertificateAuthority authority,
            ServerNames names,
            TokenIssuer issuer,
            OptionalLong database) {
        this.keys = keys;
        this.authority = authority;
        this.names = names;
        this.issuer = issuer;
        this.authorityId = number(authority);
        this.database = database;
    }

    /** Opens the file, or makes it, and sees to it that all is in it that a server needs. */
    static ServerKeys openOrMake(DataDirectory directory, ChatServerConfig config)
            throws KeyMaterialException, IOException {
        var keys = open(directory, config);
        try {
            var authority = keys.find(CA).isPresent()
                    ? CertificateAuthority.open(keys, CA)
                    : CertificateAuthority.create(keys, CA, "Chat server CA");
            writeCertificate(authority, directory.certificate());
            var made =
                    new ServerKeys(keys, authority, ServerNames.with(config.names()), issuer(keys), databaseId(keys));
            made.certify(Instant.now()).ifPresent(config::say);
            return made;
        } catch (KeyMaterialException | IOException | RuntimeException e) {
            keys.close();
            throw e;
        }
    }

    /** {@return the server's certificate; when it is renewed, new connections get the new one} */
    Live<Identity> identity() {
        return keys.liveIdentity(SERVER);
    }

    /** {@return the server's key over Noise, made if it is not there; when it is rotated and pruned, clients are told and follow} */
    Live<NoiseServerKeys> noise() throws KeyMaterialException {
        if (keys.find(NOISE).isEmpty()) {
            try (var made = NoiseKeyPair.generate()) {
                keys.put(NOISE, made, "the server's key over Noise");
            }
        }
        return keys.liveNoiseKeys(NOISE);
    }

    TokenIssuer issuer() {
        return issuer;
    }

    /** {@return the number of the database that belongs to these keys; empty before the first one was made} */
    OptionalLong databaseId() {
        return database;
    }

    /** {@return a number that is the same for all servers with this authority} */
    long authorityId() {
        return authorityId;
    }

    /** To be called when the database has the number on the disk. */
    void keepDatabaseId(long id) throws KeyMaterialException {
        if (database.isEmpty()) {
            var content = ByteBuffer.allocate(Long.BYTES).putLong(id).array();
            try (var stored = StoredData.of(DATABASE_FORMAT, content)) {
                keys.put(DATABASE, stored, "which database belongs to these keys");
            }
            database = OptionalLong.of(id);
        }
    }

    @Override
    public void close() {
        issuer.close();
        keys.close();
    }

    private static long number(CertificateAuthority authority) {
        var key = authority.certificate().getPublicKey().getEncoded();
        return ByteBuffer.wrap(Octets.sha256(key).bytes()).getLong();
    }

    private static void writeCertificate(CertificateAuthority authority, Path file)
            throws KeyMaterialException, IOException {
        try {
            Pem.writeCertificate(authority.certificate(), file);
        } catch (FileSystemException e) {
            throw e; // it names the file
        } catch (IOException e) {
            throw new IOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static KeyStoreManager open(DataDirectory directory, ChatServerConfig config)
            throws KeyMaterialException, IOException {
        var builder = KeyStoreManager.builder(directory.keys()).passwordCost(config.passwordCost());
        boolean isNew = Files.notExists(directory.keys());
        try (var password = password(directory, config, isNew)) {
            return isNew ? builder.create(password) : builder.open(password);
        }
    }

    private static Password password(DataDirectory directory, ChatServerConfig config, boolean isNew)
            throws KeyMaterialException, IOException {
        var source = config.password();
        if (source != null) {
            try {
                return source.call();
            } catch (KeyMaterialException | IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException("the password of the key store cannot be had: " + e.getMessage(), e);
            }
        }
        var file = directory.password();
        if (isNew && Files.notExists(file)) {
            PasswordFile.make(file);
            config.say(
                    "the key store's password is in " + file + ": whoever can read that directory, or a backup of it,"
                            + " can be this server; --password-file or --password-env keep it elsewhere");
        }
        if (Files.notExists(file)) {
            throw new IOException(file + ", the password of " + directory.keys().getFileName()
                    + ", is gone: put it back from the backup, or give the password by --password-file");
        }
        PasswordFile.warning(file).ifPresent(config::say);
        return Password.readFile(file);
    }

    /**
     * Sees to it that there is a certificate for these names, which does not end soon. The authority is not held to the names of its
     * first start, as a browser's would have to be: the messenger's clients alone trust it, and a name that is added later
     * must not need another directory.
     *
     * @param now the time
     * @return what was done, for people; empty if nothing
     */
    Optional<String> certify(Instant now) throws KeyMaterialException {
        if (keys.find(SERVER).isEmpty()) {
            keys.put(SERVER, authority.issue(names.profile().withValidity(LIFE)), "what the server shows");
            return Optional.empty();
        }
        var current = new CertificateView(keys.get(SERVER, Identity.class).certificate());
        boolean isNearItsEnd = now.plus(RENEWED_BEFORE).isAfter(current.notAfter());
        if (!isNearItsEnd && names.sameAs(current.names())) {
            return Optional.empty();
        }
        keys.rotate(SERVER, authority.issue(names.profile().withValidity(LIFE)));
        keys.prune(SERVER);
        return Optional.of("the server has a new certificate, by the authority that clients know: "
                + String.join(", ", names.all()));
    }

    private static OptionalLong databaseId(KeyStoreManager keys) throws KeyMaterialException, IOException {
        if (keys.find(DATABASE).isEmpty()) {
            return OptionalLong.empty();
        }
        try (var stored = keys.get(DATABASE, StoredData.class)) {
            if (!stored.format().equals(DATABASE_FORMAT) || stored.length() != Long.BYTES) {
                throw new IOException(
                        "\"" + DATABASE + "\" in the server's key store is not what this version keeps there: "
                                + "put back a backup that this version has made");
            }
            return OptionalLong.of(ByteBuffer.wrap(stored.content()).getLong());
        }
    }

    private static TokenIssuer issuer(KeyStoreManager keys) throws KeyMaterialException {
        if (keys.find(ISSUER).isPresent()) {
            try (var stored = keys.get(ISSUER, StoredData.class)) {
                return TokenIssuer.fromStoredData(stored);
            }
        }
        var issuer = TokenIssuer.builder("chat-server").build();
        try (var stored = issuer.toStoredData()) {
            keys.put(ISSUER, stored, "signs the tokens by which clients reconnect");
        }
        return issuer;
    }
}
