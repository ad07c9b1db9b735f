package io.securechannel.examples.users;

import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.store.SealedSeed;
import io.securechannel.auth.totp.SeedVault;
import io.securechannel.auth.totp.Totp;
import io.securechannel.auth.totp.TotpSeed;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.KeysPasswordOptions;
import io.securechannel.examples.console.Table;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.SharedSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds a second step, or takes it away. */
@Command(
        name = "totp",
        description = {
            "Makes the seed of a second step (RFC 6238), and shows it once, for the user's authenticator app. From then on"
                    + " the server asks for a code after the password.",
            "The store keeps the seed encrypted, under a key of 32 bytes in a key store: \"keys new vault --kind secret\"."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keys new vault --kind secret",
            "  users totp ada --vault vault",
            "  echo-server --users securechannel.users --vault vault",
            "  users totp ada --vault vault --replace      (a new telephone)",
            "  users totp ada --remove"
        })
final class TotpCommand extends UserCommand {

    @Parameters(paramLabel = "NAME", description = "The user.")
    private String name = "";

    @Option(names = "--vault", paramLabel = "NAME", description = "The key that encrypts the seed, from the key store.")
    private @Nullable String vault;

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            defaultValue = "securechannel.keys",
            description = "The key store (default: ${DEFAULT-VALUE}).")
    private Path keys = Path.of("securechannel.keys");

    @Mixin
    private KeysPasswordOptions keysPassword = new KeysPasswordOptions();

    @Option(
            names = "--issuer",
            paramLabel = "TEXT",
            defaultValue = "SecureChannel",
            description = "What the app calls the service (default: ${DEFAULT-VALUE}).")
    private String issuer = "SecureChannel";

    @Option(names = "--replace", description = "Make a new seed in place of the one that is there.")
    private boolean replace;

    @Option(names = "--remove", description = "Take the second step away.")
    private boolean remove;

    TotpCommand() {}

    @Override
    void check() {
        if (remove == (vault != null)) {
            throw usage("either --vault NAME, which encrypts a new seed, or --remove");
        }
        if (replace && remove) {
            throw usage("--replace makes a new seed, --remove takes it away: one of them");
        }
    }

    @Override
    void run(UserStore users) throws Exception {
        if (vault == null) {
            change(users, name, user -> user.withSecondStep(Optional.empty()));
            out().println(Table.visible(name) + ": has no second step any more");
            return;
        }
        var user = existing(users, name);
        user.password().ifPresent(ScramCredential::close);
        if (user.secondStep().isPresent() && !replace) {
            throw new IOException(Table.visible(name)
                    + " has a second step already; --replace makes a new seed, and the old app's codes end");
        }
        try (var opened = openVault(vault);
                var seed = TotpSeed.random()) {
            var sealed = new SealedSeed(opened.seal(user.name(), seed));
            var uri = Totp.standard().uri(seed, issuer, user.name());
            change(users, name, each -> each.withSecondStep(Optional.of(sealed)));
            out().println(uri);
            out().println("secret, to type in: " + seed.base32());
            out().println(
                            Table.visible(name)
                                    + ": logs in with a code from now on. This is shown once: give it to the app now, and keep no copy");
        }
    }

    private SeedVault openVault(String entry) throws KeyMaterialException, IOException {
        if (Files.notExists(keys)) {
            throw new IOException(keys + " is not there: \"keys init\" makes a key store, --keys names one");
        }
        try (var password = keysPassword.source().existing(keys.toString());
                var store = KeyStoreManager.open(keys, password);
                var secret = store.get(entry, SharedSecret.class);
                var bytes = secret.bytes()) {
            return SeedVault.of(bytes);
        }
    }
}
