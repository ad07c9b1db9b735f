package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityEvent.LoginsUnavailable;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Each end of the login, and messages of somebody who knows nothing: a documented failure or an answer to each, nobody is in, and the server
 * does not take it for a failure of its own.
 */
class LoginFlowFuzz extends FuzzTarget {

    static final String DOCUMENTED = "PROTOCOL_VIOLATION|LOGIN_.*|SIGN_UP_.*|BINDING_.*|SERVER_.*";
    private static final int MOST = 8;

    @Override
    protected List<byte[]> seeds() {
        var messages = AuthCodecFuzz.messages().map(AuthCodec::encode).toList();
        var seeds = new ArrayList<byte[]>();
        for (int who = 0; who < 2; who++) {
            seeds.add(FuzzInput.of(new byte[] {(byte) who}, messages.subList(0, 5)));
            for (var message : messages) {
                seeds.add(FuzzInput.of(new byte[] {(byte) who}, List.of(messages.get(0), message)));
                seeds.add(FuzzInput.of(new byte[] {(byte) who}, List.of(message, messages.get(3))));
            }
        }
        var response = AuthCodec.encode(new AuthMessage.Response(Octets.of(utf8("tls-exporter,x.y.z"))));
        for (var mechanism : List.of("SECURECHANNEL-TOKEN", "OAUTHBEARER", "EXTERNAL", "SCRAM-SHA-256-PLUS")) {
            var data = Octets.of(utf8("p=tls-exporter,,n=ada,r=abcdefghijklmnopqrst"));
            var begin = AuthCodec.encode(new AuthMessage.Begin(mechanism, data));
            seeds.add(FuzzInput.of(new byte[] {0}, List.of(begin, response, response)));
        }
        return seeds;
    }

    @Override
    protected List<String> words() {
        return List.of(
                "SCRAM-SHA-256-PLUS",
                "SCRAM-SHA-256",
                "EXTERNAL",
                "SECURECHANNEL-TOKEN",
                "SECURECHANNEL-TOTP",
                "OAUTHBEARER",
                "p=tls-exporter,,",
                "tls-exporter",
                "n=ada,r=",
                "c=biws",
                "ada");
    }

    @Override
    protected int mostInVerify() {
        return 10;
    }

    @Override
    protected Set<String> reaches() {
        return Set.of("the server answers", "the client answers");
    }

    /** One of them fits at each step, and all others are refused. */
    @Override
    protected boolean mayRefuse(int seed) {
        return true;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        boolean atServer = in.choice(2) == 0;
        var events = new ArrayList<SecurityEvent>();
        var context = FlowPair.context(Optional.empty(), events);
        try (var ada = new Ada().withSecondStep();
                var flow = atServer
                        ? verifier(ada).begin(context)
                        : ada.codedLogin().begin(context)) {
            flow.begin();
            for (var message : in.pieces(MOST)) {
                var step = flow.receive(message);
                var failure = FlowPair.failure(step);
                if (failure != null) {
                    documented(failure);
                    break;
                }
                assertThat(step.message()).isPresent();
                reached(atServer ? "the server answers" : "the client answers");
            }
            assertThat(flow.login()).isEmpty();
            assertThat(events).noneMatch(LoginsUnavailable.class::isInstance);
        }
    }

    private static LoginVerifier verifier(Ada ada) {
        return ada.builder()
                .signUp(SignUpPolicy.OPEN)
                .certificates(peer -> Optional.empty())
                .build();
    }

    static void documented(SecureChannelException failure) {
        assertThat(failure.reason().name()).matches(DOCUMENTED);
        assertThat(failure.getMessage().codePoints().anyMatch(Character::isISOControl))
                .as(failure.getMessage())
                .isFalse();
    }
}
