package io.securechannel.examples.echo;

import io.securechannel.auth.ChallengeAuth;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.NewPasswordOptions;
import io.securechannel.examples.console.PasswordSource;
import io.securechannel.examples.console.Table;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say what a client logs in with. The password's own options are those of the command. */
final class LoginOptions {

    private static final int LARGEST_CODE_FILE = 64;

    @Option(names = "--user", paramLabel = "NAME", description = "Log in as this user, by password.")
    private @Nullable String user;

    @Option(names = "--sign-up", description = "Become this user first. The server gets no password, but a verifier.")
    private boolean signUp;

    @Option(
            names = "--invitation",
            paramLabel = "TOKEN",
            description = "What lets you sign up, once, as \"users invite\" shows it.")
    private @Nullable String invitation;

    @Mixin
    private NewPasswordOptions newPassword = new NewPasswordOptions();

    @ArgGroup
    private @Nullable Code code;

    @Option(
            names = "--keep-token",
            paramLabel = "FILE",
            description = "Keep a token for the next time, for --token-file; nobody else may read the file.")
    private @Nullable Path keepToken;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Log in by a token: what --keep-token has written, or a JWT.")
    private @Nullable Path tokenFile;

    @Option(names = "--token-key", paramLabel = "FILE", description = "The key that the JWT is bound to, P-256, PEM.")
    private @Nullable Path tokenKey;

    @Option(
            names = "--by-certificate",
            description = "Log in by the certificate of --cert or --identity, if the server knows a user by it.")
    private boolean byCertificate;

    @Option(
            names = "--by-key",
            description = "With --noise: log in by the key of --key or --identity, if the server knows a user by it.")
    private boolean byKey;

    @Option(
            names = "--insecure-without-binding",
            description = "Also log in where nothing ties the login to this channel: whoever relays it is let in.")
    private boolean withoutBinding;

    LoginOptions() {}

    /** Where the code of the second step comes from. */
    private static final class Code {

        @Option(names = "--code", required = true, description = "Ask for the code of the second step.")
        @SuppressWarnings("UnusedVariable") // that it is given says enough
        private boolean ask;

        @Option(
                names = "--code-file",
                paramLabel = "FILE",
                required = true,
                description = "The code of the second step is in a file; it is read when the server asks.")
        private @Nullable Path file;

        Code() {}

        String digits() {
            try {
                return file == null ? typed() : fromFile(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @SuppressWarnings("SystemConsoleNull") // it is null up to JDK 21 where nobody sits
        private static String typed() throws IOException {
            var console = System.console();
            var typed = console == null ? null : console.readLine("Code: ");
            if (typed == null) {
                throw new IOException("Code: none was typed; --code-file FILE says where it is");
            }
            return typed;
        }

        private static String fromFile(Path file) throws IOException {
            try (var in = Files.newInputStream(file)) {
                return new String(in.readNBytes(LARGEST_CODE_FILE), StandardCharsets.ISO_8859_1);
            }
        }
    }

    boolean requested() {
        return user != null || tokenFile != null || byCertificate || byKey;
    }

    boolean byCertificate() {
        return byCertificate;
    }

    boolean byKey() {
        return byKey;
    }

    /** {@return whether the password options are about the user, and not about the key store} */
    boolean takesPassword() {
        return user != null;
    }

    /** Refuses options that do not belong together, before anybody types a password. */
    void check() throws IOException {
        if (Stream.of(user != null, tokenFile != null, byCertificate, byKey)
                        .filter(each -> each)
                        .count()
                > 1) {
            throw new IllegalArgumentException("one login: --user, --token-file, --by-certificate or --by-key");
        }
        if (user == null
                && (signUp || invitation != null || code != null || keepToken != null || newPassword.given())) {
            throw new IllegalArgumentException(
                    "--sign-up, --invitation, --new-password-file, --code and --keep-token are about --user NAME");
        }
        if (signUp && newPassword.given()) {
            throw new IllegalArgumentException("--sign-up has no old password: --new-password-file is for users");
        }
        if (invitation != null && !signUp) {
            throw new IllegalArgumentException("--invitation is for --sign-up");
        }
        if (tokenKey != null && tokenFile == null) {
            throw new IllegalArgumentException("--token-key is about the JWT in --token-file FILE");
        }
        if (keepToken != null) {
            TokenFile.requireWritable(keepToken);
        }
    }

    /**
     * Reads what is needed.
     *
     * @param passwords where the user's password comes from
     * @return the login, to be closed when there is a channel, or none
     */
    Credentials read(PasswordSource passwords) throws KeyMaterialException, IOException {
        if (byCertificate) {
            return new Credentials(ChallengeAuth.certificate());
        }
        if (byKey) {
            return new Credentials(ChallengeAuth.noiseKey());
        }
        if (tokenFile != null) {
            return byToken(tokenFile);
        }
        var name = Objects.requireNonNull(user);
        var asked = Table.visible(name);
        var password = signUp ? passwords.fresh(asked) : passwords.existing(asked);
        var fresh = fresh(password, asked);
        var credentials = new Credentials(() -> {
            password.close();
            fresh.close();
        });
        var login = ChallengeAuth.password(name, () -> copy(password));
        if (signUp) {
            login = login.signingUp(Objects.requireNonNullElse(invitation, ""));
        }
        if (newPassword.given()) {
            login = login.changingTo(() -> copy(fresh));
        }
        if (code != null) {
            login = login.withCode(code::digits);
        }
        if (withoutBinding) {
            login = login.insecureWithoutBinding();
        }
        if (keepToken != null) {
            login = login.keepingReconnectToken(credentials.keepingIn(keepToken)::got);
        }
        return credentials.by(login);
    }

    /** {@return the new password; where none was named, the old one} */
    private Password fresh(Password old, String asked) throws KeyMaterialException, IOException {
        try {
            return newPassword.given() ? newPassword.source().fresh(asked) : old;
        } catch (KeyMaterialException | IOException | RuntimeException e) {
            old.close();
            throw e;
        }
    }

    private Credentials byToken(Path file) throws KeyMaterialException, IOException {
        if (TokenFile.isReconnectToken(file)) {
            var token = TokenFile.read(file);
            return new Credentials(token).by(ChallengeAuth.reconnect(token));
        }
        var jwt = TokenFile.jwt(file);
        if (tokenKey != null) {
            var key = TokenFile.key(tokenKey);
            return new Credentials(key).by(ChallengeAuth.boundToken(() -> jwt, key));
        }
        if (!withoutBinding) {
            throw new IllegalArgumentException(
                    "whoever sees a bare token can use it: name its key by --token-key FILE, or"
                            + " say --insecure-without-binding at both ends");
        }
        return new Credentials(ChallengeAuth.insecureBearerToken(() -> jwt));
    }

    private static Password copy(Password password) {
        char[] characters = password.copy();
        try {
            return Password.copyOf(characters);
        } finally {
            Arrays.fill(characters, '\0');
        }
    }
}
