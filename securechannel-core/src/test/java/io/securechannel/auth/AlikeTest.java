package io.securechannel.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.store.User;
import io.securechannel.error.SecureChannelException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** TESTING 17, bytes: A12. Who may not log in hears the same, whatever the reason. */
@Tag("verify")
class AlikeTest {

    private static final Pattern NONCE = Pattern.compile("r=[^,]+");
    private static final Pattern SALT = Pattern.compile("s=[A-Za-z0-9+/=]+");

    private final Ada ada = new Ada();

    @AfterEach
    void close() {
        ada.close();
    }

    static Stream<String> names() {
        // All are as long, so that nothing but the reason differs.
        return Stream.of("ada", "eve", "dis", "non", "lck");
    }

    @ParameterizedTest
    @MethodSource("names")
    void theTranscriptsDifferInNonceAndSaltAlone(String name) throws Exception {
        var pair = refused(name);
        assertThat(pair.clientReason()).isEqualTo(Reason.LOGIN_REFUSED);
        var told = pair.clientError;
        assertThat(told).isNotNull();
        var reference = refused("ada");
        assertThat(normalised(pair)).isEqualTo(normalised(reference)).hasSize(3);
        assertThat(pair.fromServer.stream().map(message -> message.length).toList())
                .as("also the lengths, nonces and salts included")
                .isEqualTo(reference.fromServer.stream()
                        .map(message -> message.length)
                        .toList());
        assertThat(reference.clientError).hasMessage(told.getMessage());
        assertThat(pair.fromServer.get(2)).containsExactly(7, 1);
    }

    @Test
    void aNameThatDoesNotExistKeepsItsSaltAndAnotherHasAnother() throws Exception {
        assertThat(salt(refused("eve"))).isEqualTo(salt(refused("eve"))).isNotEqualTo(salt(refused("eva")));
        var otherServerOfTheSameStore = FlowPair.run(LoginPair.password("eve", "x"), ada.verifier());
        assertThat(salt(otherServerOfTheSameStore)).isEqualTo(salt(refused("eve")));
    }

    @Test
    void whoIsLockedIsNotTold() throws Exception {
        var verifier = ada.verifier();
        var transcripts = new ArrayList<List<String>>();
        for (int i = 0; i < 8; i++) {
            transcripts.add(normalised(FlowPair.run(LoginPair.password("ada", "wrong"), verifier)));
        }
        transcripts.add(normalised(FlowPair.run(ada.login(), verifier)));
        assertThat(transcripts.stream().distinct()).hasSize(1);
    }

    private FlowPair refused(String name) throws Exception {
        if (ada.users.find("dis").isEmpty()) {
            ada.users.add(user("dis").withEnabled(false));
            ada.users.add(user("lck"));
            ada.users.add(new User("non", Optional.empty(), Optional.empty(), Map.of(), true, Instant.EPOCH, 0));
        }
        var verifier = ada.verifier();
        if (name.equals("lck")) {
            for (int i = 0; i < 5; i++) {
                FlowPair.run(LoginPair.password("lck", "wrong"), verifier);
            }
            return FlowPair.run(LoginPair.password("lck", "right"), verifier);
        }
        return FlowPair.run(LoginPair.password(name, name.equals("dis") ? "right" : "wrong"), verifier);
    }

    private static User user(String name) throws Exception {
        try (var secret = LoginPair.secret("right")) {
            return User.of(name, ScramCredential.derive(secret, 1), Instant.EPOCH);
        }
    }

    private static List<String> normalised(FlowPair pair) {
        return pair.fromServer.stream()
                .map(message -> new String(message, UTF_8))
                .map(text -> NONCE.matcher(text).replaceAll("r=NONCE"))
                .map(text -> SALT.matcher(text).replaceAll("s=SALT"))
                .toList();
    }

    private static String salt(FlowPair pair) {
        var found = SALT.matcher(new String(pair.fromServer.get(1), UTF_8));
        assertThat(found.find()).isTrue();
        return found.group();
    }
}
