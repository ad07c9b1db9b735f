package io.securechannel.auth;

import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.store.SealedSeed;
import io.securechannel.auth.store.User;
import io.securechannel.auth.token.ProofKey;
import io.securechannel.auth.token.ReconnectToken;
import io.securechannel.auth.token.TokenIssuer;
import io.securechannel.auth.totp.SeedVault;
import io.securechannel.auth.totp.Totp;
import io.securechannel.auth.totp.TotpSeed;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * A user with all that a login can have: a password of one iteration, which costs nothing, a second step, tokens for the next
 * time, and a clock that a test moves.
 */
final class Ada implements AutoCloseable {

    static final String PASSWORD = "secret of ada";

    final CredentialStore users = CredentialStore.inMemory();
    final SeedVault vault = SeedVault.of(SecretBytes.random(32));
    final TotpSeed seed = TotpSeed.random();
    final AtomicReference<ReconnectToken> kept = new AtomicReference<>();

    /** Made once: keys cost time. */
    private static final ProofKey ISSUER_KEY = ProofKey.generate();

    private Instant now = Instant.now();
    private final TokenIssuer issuer =
            TokenIssuer.builder("chat.test").signWith(ISSUER_KEY).clock(clock()).build();

    Ada() {
        this(PASSWORD);
    }

    Ada(String password) {
        try (var secret = LoginPair.secret(password)) {
            var user = User.of("ada", ScramCredential.derive(secret, 1), now.minusSeconds(1_000));
            users.add(user.withAttributes(Map.of("role", "analyst")));
        } catch (KeyMaterialException e) {
            throw new IllegalStateException(e);
        }
    }

    InstantSource clock() {
        return () -> now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Gives her a second step. */
    Ada withSecondStep() {
        change(user -> user.withSecondStep(Optional.of(new SealedSeed(vault.seal("ada", seed)))));
        return this;
    }

    /** Somebody changes her in the store. */
    void change(UnaryOperator<User> how) {
        try {
            if (!users.update(how.apply(users.find("ada").orElseThrow()))) {
                throw new AssertionError("the user was not changed");
            }
        } catch (KeyMaterialException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@return the code of now} */
    String code() {
        return Totp.standard().code(seed, Totp.standard().step(now));
    }

    /** {@return a verifier of all of it, on which a test builds} */
    LoginVerifier.Builder builder() {
        return LoginVerifier.builder()
                .passwords(users)
                .insecureIterations(1)
                .secondStep(vault)
                .reconnectTokens(ReconnectTokens.by(issuer, Duration.ofDays(7)))
                .clock(clock());
    }

    LoginVerifier verifier() {
        return builder().build();
    }

    PasswordLogin login() {
        return LoginPair.password("ada", PASSWORD);
    }

    /** {@return a login with the code of now} */
    PasswordLogin codedLogin() {
        return login().withCode(this::code);
    }

    /** {@return a login that asks for all that follows a login} */
    PasswordLogin fullLogin() {
        return fullLoginWithoutCode().withCode(this::code);
    }

    PasswordLogin fullLoginWithoutCode() {
        return login().changingTo(() -> LoginPair.secret("another one")).keepingReconnectToken(kept::set);
    }

    @Override
    public void close() {
        var token = kept.get();
        if (token != null) {
            token.close();
        }
        users.close();
        vault.close();
        seed.close();
        issuer.close();
    }
}
