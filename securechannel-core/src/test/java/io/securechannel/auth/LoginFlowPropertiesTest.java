package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.LoginFlow.Step;
import io.securechannel.error.SecureChannelException;
import io.securechannel.event.SecurityEvent.LoginsUnavailable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

/** Whatever comes, in whatever order, a flow answers or fails with a reason, and lets nobody in without proof. */
class LoginFlowPropertiesTest {

    private static final Ada ADA = new Ada().withSecondStep();

    @AfterContainer
    static void close() {
        ADA.close();
    }

    @Property(tries = 500)
    void randomBytesAtTheServer(@ForAll @Size(max = 8) List<@Size(max = 60) byte[]> messages) throws Exception {
        throwAtServer(messages);
    }

    @Property(tries = 500)
    void messagesOfAClientInAnyOrder(@ForAll("ofClient") List<AuthMessage> messages) throws Exception {
        throwAtServer(messages.stream().map(AuthCodec::encode).toList());
    }

    @Property(tries = 500)
    void randomBytesAtTheClient(@ForAll @Size(max = 8) List<@Size(max = 60) byte[]> messages) {
        throwAtClient(messages);
    }

    @Property(tries = 500)
    void messagesOfAServerInAnyOrder(@ForAll("ofServer") List<AuthMessage> messages) {
        throwAtClient(messages.stream().map(AuthCodec::encode).toList());
    }

    private static void throwAtServer(List<byte[]> messages) throws Exception {
        var events = new ArrayList<io.securechannel.event.SecurityEvent>();
        var verifier = ADA.builder()
                .signUp(SignUpPolicy.OPEN)
                .certificates(peer -> Optional.empty())
                .build();
        try (var flow = verifier.begin(FlowPair.context(Optional.empty(), events))) {
            assertThat(flow.begin()).isPresent();
            thrown(flow, messages);
            assertThat(flow.login()).isEmpty();
            assertThat(events).noneMatch(LoginsUnavailable.class::isInstance);
        } finally {
            ADA.users.remove("eve");
        }
    }

    private static void throwAtClient(List<byte[]> messages) {
        try (var flow = ADA.codedLogin().begin(FlowPair.context(Optional.empty(), List.of()))) {
            thrown(flow, messages);
            assertThat(flow.login()).isEmpty();
        }
    }

    private static void thrown(LoginFlow flow, List<byte[]> messages) {
        for (var message : messages) {
            Step step = flow.receive(message);
            SecureChannelException failure = FlowPair.failure(step);
            if (failure != null) {
                assertThat(failure.reason().name())
                        .matches("PROTOCOL_VIOLATION|LOGIN_.*|SIGN_UP_.*|BINDING_.*|SERVER_.*");
                return;
            }
            assertThat(step.message()).isPresent();
        }
    }

    @Provide
    Arbitrary<List<AuthMessage>> ofClient() {
        var verifier = Combinators.combine(octets(), Arbitraries.integers().between(0, 5_000))
                .as((octets, count) -> new AuthMessage.Verifier(octets, count, key(), key()));
        return Arbitraries.<AuthMessage>oneOf(
                        Combinators.combine(mechanisms(), octets()).as(AuthMessage.Begin::new),
                        octets().map(AuthMessage.Response::new),
                        verifier.map(each -> new AuthMessage.SignUp("eve", each, "")),
                        verifier.map(AuthMessage.Update::new),
                        Arbitraries.of("{}", "", "[]", "{\"kty\":\"EC\"}").map(AuthMessage.Reconnect::new),
                        Arbitraries.of(new AuthMessage.Finish(), new AuthMessage.Again(), new AuthMessage.Abort()))
                .list()
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<List<AuthMessage>> ofServer() {
        var offer = Combinators.combine(mechanisms().list().ofMaxSize(4), Arbitraries.of("tls-exporter", "tls-unique"))
                .as((names, type) -> new Offer(names, List.of(type), SignUpPolicy.OPEN, 1));
        return Combinators.combine(
                        offer,
                        Arbitraries.<AuthMessage>oneOf(
                                        offer.map(AuthMessage.Offered::new),
                                        octets().map(AuthMessage.Challenge::new),
                                        octets().map(data -> new AuthMessage.Success(data, "ada", true, true)),
                                        Combinators.combine(
                                                        octets(),
                                                        mechanisms().list().ofMaxSize(3))
                                                .as(AuthMessage.Next::new),
                                        Arbitraries.integers().between(0, 255).map(AuthMessage.Failed::new),
                                        Arbitraries.of(new AuthMessage.Done(), new AuthMessage.Token("x.y.z")))
                                .list()
                                .ofMaxSize(6))
                .as((first, rest) -> {
                    var all = new ArrayList<AuthMessage>(List.of(new AuthMessage.Offered(first)));
                    all.addAll(rest);
                    return all;
                });
    }

    private static Arbitrary<String> mechanisms() {
        return Arbitraries.of(
                "SCRAM-SHA-256-PLUS",
                "SCRAM-SHA-256",
                "EXTERNAL",
                "SECURECHANNEL-TOKEN",
                "SECURECHANNEL-TOTP",
                "OAUTHBEARER",
                "PLAIN");
    }

    private static Arbitrary<Octets> octets() {
        return Arbitraries.of(
                        "",
                        "v=AAAA",
                        "p=tls-exporter,,n=ada,r=abcdefghijklmnopqrst",
                        "n,,n=ada,r=abcdefghijklmnopqrst",
                        "y,,n=ada,r=abcdefghijklmnopqrst",
                        "p=tls-exporter,a=eve,n=ada,r=abcdefghijklmnopqrst",
                        "r=abcdefghijklmnopqrst,s=QSXCR+Q6sek8bf92,i=1",
                        "c=biws,r=abcdefghijklmnopqrst,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                        "c=cD10bHMtZXhwb3J0ZXIsLAAA,r=x,p=AAAA",
                        "123456",
                        "eyJhbGciOiJFUzI1NiJ9.e30.AAAA",
                        "tls-exporter,eyJhbGciOiJFUzI1NiJ9.e30.AAAA")
                .map(text -> Octets.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Octets key() {
        return Octets.of(new byte[32]);
    }
}
