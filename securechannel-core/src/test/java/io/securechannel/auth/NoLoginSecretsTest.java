package io.securechannel.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityEvent.AccountChange;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No error, cause, event or description of a login holds a password, a key of it, a token, a code or a seed. */
@Tag("verify")
@Timeout(60)
class NoLoginSecretsTest {

    private static final String OLD = "old-password-of-ada-0123456789";
    private static final String NEW = "new-password-of-ada-0123456789";
    private static final String WRONG = "wrong-password-typed-by-somebody";

    private final Ada ada = new Ada(OLD).withSecondStep();
    private final List<SecurityEvent> events = new ArrayList<>();
    private final List<SecureChannelException> errors = new ArrayList<>();
    private final Map<String, byte[]> secrets = new TreeMap<>();

    @AfterEach
    void close() {
        ada.close();
    }

    @Test
    void nothingThatIsToldHoldsOne() throws Exception {
        var verifier = ada.verifier();
        secretsOf("before");
        secret("code", ada.code().getBytes(UTF_8));
        told(FlowPair.run(
                login(OLD)
                        .withCode(ada::code)
                        .changingTo(() -> LoginPair.secret(NEW))
                        .keepingReconnectToken(ada.kept::set),
                verifier));
        secretsOf("after");
        var token = ada.kept.get();
        secret("token", token.token().getBytes(UTF_8));
        told(FlowPair.run(ChallengeAuth.reconnect(token), verifier));
        told(FlowPair.run(login(WRONG), verifier));
        told(FlowPair.run(LoginPair.password(WRONG, NEW), verifier)); // typed into the wrong field
        told(FlowPair.run(login(NEW).withCode(ada::code), verifier)); // the code once more
        told(FlowPair.run(login(NEW).withCode(() -> "000000"), verifier));
        told(new FlowPair(login(NEW), verifier).run((fromServer, number, message) -> {
            var broken = message.clone();
            broken[broken.length / 2] ^= 1;
            return number == 1 ? broken : message;
        }));
        var bearer = ChallengeAuth.insecureBearerToken(token::token);
        var lax = ada.builder().insecureWithoutBinding().build();
        told(FlowPair.run(bearer, lax));
        for (int i = 0; i < 5; i++) {
            told(FlowPair.run(login(WRONG), verifier));
        }
        told(FlowPair.run(login(NEW), verifier));

        assertThat(errors.size()).isGreaterThan(15);
        assertThat(changes())
                .contains(AccountChange.PASSWORD_CHANGED, AccountChange.RECONNECT_TOKEN_ISSUED, AccountChange.LOCKED);
        var all = Stream.of(
                        events.stream().map(NoLoginSecretsTest::text),
                        errors.stream().map(NoLoginSecretsTest::trace),
                        Stream.of(
                                login(OLD).toString(),
                                bearer.toString(),
                                token.toString(),
                                ada.users.find("ada").orElseThrow().toString(),
                                ada.vault.toString(),
                                ada.seed.toString()))
                .flatMap(each -> each)
                .toList();
        secrets.forEach((name, secret) ->
                assertThat(all).as(name).allSatisfy(text -> assertThat(text).doesNotContain(forms(secret))));
    }

    private static PasswordLogin login(String password) {
        return LoginPair.password("ada", password);
    }

    private void told(FlowPair pair) {
        events.addAll(pair.events);
        Stream.of(pair.clientError, pair.serverError).filter(Objects::nonNull).forEach(errors::add);
        pair.server.login().ifPresent(login -> assertThat(login.toString()).doesNotContain(OLD));
    }

    private List<AccountChange> changes() {
        return events.stream()
                .filter(SecurityEvent.AccountChanged.class::isInstance)
                .map(event -> ((SecurityEvent.AccountChanged) event).change())
                .toList();
    }

    private void secretsOf(String when) throws Exception {
        secret("old password", OLD.getBytes(UTF_8));
        secret("new password", NEW.getBytes(UTF_8));
        secret("wrong password", WRONG.getBytes(UTF_8));
        var credential = ada.users.find("ada").orElseThrow().password().orElseThrow();
        secret(when + ", StoredKey", credential.storedKey().use(byte[]::clone));
        secret(when + ", ServerKey", credential.serverKey().use(byte[]::clone));
        secret("seed", ada.seed.base32().getBytes(UTF_8));
    }

    private void secret(String name, byte[] bytes) {
        secrets.put(name, bytes);
    }

    private static String text(SecurityEvent event) {
        return event instanceof SecurityEvent.LoginsUnavailable unavailable
                ? event + trace(unavailable.error())
                : event.toString();
    }

    private static String trace(Exception error) {
        var all = new StringWriter();
        error.printStackTrace(new PrintWriter(all));
        return all.toString();
    }

    /** A piece from the middle, as text, in hexadecimal and as Base64; a short one, such as a code, whole. */
    private static String[] forms(byte[] secret) {
        var piece = secret.length < 16 ? secret : Arrays.copyOfRange(secret, 2, 14);
        var base64 = Base64.getEncoder().encodeToString(secret);
        return new String[] {
            new String(piece, ISO_8859_1),
            HexFormat.of().formatHex(piece),
            HexFormat.of().withUpperCase().formatHex(piece),
            Arrays.toString(piece).replaceAll("[\\[\\]]", ""),
            base64.length() < 24 ? base64 : base64.substring(4, 20)
        };
    }
}
