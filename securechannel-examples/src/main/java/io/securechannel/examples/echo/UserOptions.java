package io.securechannel.examples.echo;

import io.securechannel.auth.LoginVerifier;
import io.securechannel.auth.ReconnectTokens;
import io.securechannel.auth.SignUpPolicy;
import io.securechannel.auth.token.TokenIssuer;
import io.securechannel.auth.token.TokenKeys;
import io.securechannel.auth.token.TokenVerifier;
import io.securechannel.auth.totp.SeedVault;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.PublicKeyTexts;
import io.securechannel.examples.console.Words;
import io.securechannel.examples.service.CommonName;
import io.securechannel.examples.users.DatabaseOptions;
import io.securechannel.examples.users.UserStore;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.SharedSecret;
import io.securechannel.keys.StoredData;
import io.securechannel.peer.PeerKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say whom a server lets in. */
final class UserOptions {

    private static final String ISSUER = "echo-server";
    private static final Duration TOKEN_LIFETIME = Duration.ofDays(7);

    @Option(
            names = "--users",
            paramLabel = "FILE|jdbc:URL",
            description = "Let nobody in but these users, as \"users add\" makes them.")
    private @Nullable String users;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Option(
            names = "--sign-up",
            paramLabel = "WHO",
            description = "Who may become a user: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private SignUp signUp = SignUp.CLOSED;

    @Option(
            names = "--vault",
            paramLabel = "NAME",
            description = "The key of the second steps, from the key store, as for \"users totp\".")
    private @Nullable String vault;

    @Option(
            names = "--keep-issuer",
            paramLabel = "NAME",
            description = "Sign the tokens for the next time by this entry of the key store; it is made if it is not"
                    + " there. Without it they end with this run.")
    private @Nullable String keptIssuer;

    @Option(
            names = "--token-keys",
            paramLabel = "FILE",
            description = "Also take an identity provider's tokens (JWT), signed by a key of this JSON Web Key set.")
    private @Nullable Path tokenKeys;

    @Option(names = "--token-issuer", paramLabel = "NAME", description = "Who has to have issued them (iss).")
    private @Nullable String tokenIssuer;

    @Option(names = "--token-audience", paramLabel = "NAME", description = "Whom they have to be for (aud).")
    private @Nullable String tokenAudience;

    @Option(
            names = "--users-by-certificate",
            description = "Also take the client's certificate for a login: its common name is the user.")
    private boolean byCertificate;

    @Option(
            names = "--user-key",
            paramLabel = "NAME=scn1...",
            description =
                    "With --noise: also take a client's key for a login: its holder is this user. May be repeated.")
    private List<String> userKeys = List.of();

    @Option(
            names = "--insecure-without-binding",
            description = "Also take logins that nothing ties to their channel: whoever relays one is let in.")
    private boolean withoutBinding;

    UserOptions() {}

    /** As the command line writes {@link SignUpPolicy}. */
    private enum SignUp {
        OPEN(SignUpPolicy.OPEN),
        INVITATION(SignUpPolicy.BY_INVITATION),
        CLOSED(SignUpPolicy.CLOSED);

        private final SignUpPolicy policy;

        SignUp(SignUpPolicy policy) {
            this.policy = policy;
        }

        @Override
        public String toString() {
            return Words.of(this);
        }
    }

    boolean requested() {
        return users != null || tokenKeys != null || byCertificate || byKey();
    }

    boolean byKey() {
        return !userKeys.isEmpty();
    }

    /** {@return what a client adds to log in} */
    String clientOptions() {
        return !requested() ? "" : users == null && byKey() ? " --key FILE --by-key" : " --user NAME";
    }

    boolean needsKeyStore() {
        return vault != null || keptIssuer != null;
    }

    /** Refuses options that do not belong together, before anything is opened. */
    void check(boolean asksForCertificates) {
        if (users == null && (signUp != SignUp.CLOSED || needsKeyStore())) {
            throw new IllegalArgumentException("--sign-up, --vault and --keep-issuer are about --users");
        }
        boolean tokens = tokenKeys != null;
        if (tokens != (tokenIssuer != null) || tokens != (tokenAudience != null)) {
            throw new IllegalArgumentException("--token-keys, --token-issuer and --token-audience belong together");
        }
        if (byCertificate && !asksForCertificates) {
            throw new IllegalArgumentException("--users-by-certificate is for --client-auth: it asks for certificates");
        }
        usersByKey();
        if (withoutBinding && !requested()) {
            throw new IllegalArgumentException("--insecure-without-binding is about logins: --users");
        }
    }

    /**
     * Opens what the options name.
     *
     * @param keys the key store; null unless {@link #needsKeyStore()}
     * @return to be closed after the server
     */
    Door open(@Nullable KeyStoreManager keys) throws KeyMaterialException, IOException {
        var opened = new ArrayDeque<AutoCloseable>();
        var verifier = LoginVerifier.builder();
        try {
            if (users != null) {
                takeUsers(UserStore.open(users, database, signUp != SignUp.CLOSED), verifier, opened);
                verifier.reconnectTokens(ReconnectTokens.by(issuer(keys, opened), TOKEN_LIFETIME));
            }
            if (vault != null) {
                verifier.secondStep(vault(Objects.requireNonNull(keys), vault, opened));
            }
            if (tokenKeys != null) {
                verifier.tokens(TokenVerifier.builder(
                                Objects.requireNonNull(tokenIssuer), Objects.requireNonNull(tokenAudience))
                        .keys(TokenKeys.file(tokenKeys))
                        .build());
            }
            if (byCertificate) {
                verifier.certificates(peer -> peer.certificate().flatMap(CommonName::of));
            }
            if (byKey()) {
                var holders = usersByKey();
                verifier.noiseKeys(key -> Optional.ofNullable(holders.get(key)));
            }
            if (withoutBinding) {
                verifier.insecureWithoutBinding();
            }
            return new Door(verifier.build(), opened);
        } catch (KeyMaterialException | IOException | RuntimeException e) {
            Door.close(opened);
            throw e;
        }
    }

    private void takeUsers(UserStore store, LoginVerifier.Builder verifier, Deque<AutoCloseable> opened) {
        opened.push(store);
        verifier.passwords(store.users()).signUp(signUp.policy);
        store.failures().ifPresent(verifier::throttle);
    }

    private TokenIssuer issuer(@Nullable KeyStoreManager keys, Deque<AutoCloseable> opened)
            throws KeyMaterialException {
        TokenIssuer issuer;
        if (keptIssuer == null || keys == null) {
            issuer = TokenIssuer.builder(ISSUER).build();
        } else if (keys.find(keptIssuer).isPresent()) {
            try (var stored = keys.get(keptIssuer, StoredData.class)) {
                issuer = TokenIssuer.fromStoredData(stored);
            }
        } else {
            issuer = TokenIssuer.builder(ISSUER).build();
            try (var stored = issuer.toStoredData()) {
                keys.put(keptIssuer, stored, "signs the tokens for the next time");
            }
        }
        opened.push(issuer);
        return issuer;
    }

    private static SeedVault vault(KeyStoreManager keys, String name, Deque<AutoCloseable> opened)
            throws KeyMaterialException {
        try (var secret = keys.get(name, SharedSecret.class);
                var bytes = secret.bytes()) {
            var vault = SeedVault.of(bytes);
            opened.push(vault);
            return vault;
        }
    }

    private Map<PeerKey, String> usersByKey() {
        var holders = new HashMap<PeerKey, String>();
        for (var each : userKeys) {
            int equals = each.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("--user-key is NAME=scn1…: the user's name and key");
            }
            var key = PublicKeyTexts.parse("--user-key", List.of(each.substring(equals + 1)))
                    .get(0);
            if (holders.put(key, each.substring(0, equals)) != null) {
                throw new IllegalArgumentException("--user-key: one key is one user, and this one is given twice");
            }
        }
        return holders;
    }
}
