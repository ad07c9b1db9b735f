package io.securechannel.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.hostile.LeavesNoThreads;
import io.securechannel.tls.TlsProvider;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A man in the middle shortens what the server offers (XEP-0474), so that the two ends, which could do without a binding,
 * take the weaker mechanism; and rewrites whatever gives him away, one thing after the other.
 */
@Tag("verify")
@Timeout(60)
@ExtendWith(LeavesNoThreads.class)
class RelayedOfferTest {

    private static final String PLUS = "SCRAM-SHA-256-PLUS";
    private static final String PLAIN = "SCRAM-SHA-256";
    private static final List<String> NO_BINDINGS = List.of();

    @Test
    void aClientThatInsistsTakesNothingWeaker() throws Exception {
        var edit = new Shortened(List.of(PLAIN), NO_BINDINGS);
        try (var relay = Relay.with(TlsProvider.JDK, LoginPair.ada(), careless(), edit)) {
            relay.assertRefused(Reason.BINDING_UNAVAILABLE, Reason.LOGIN_REFUSED);
        }
    }

    @Test
    void aMechanismThatNobodyOfferedIsNotTaken() throws Exception {
        var edit = new Shortened(List.of(PLAIN), NO_BINDINGS);
        var server = Users.verifier(Users.withAda());
        try (var relay = Relay.with(TlsProvider.JDK, LoginPair.ada().insecureWithoutBinding(), server, edit)) {
            relay.assertRefused(Reason.LOGIN_NOT_OFFERED, Reason.LOGIN_NOT_OFFERED);
        }
    }

    @Test
    void theClientSaysThatItCouldBind() throws Exception {
        attack(new Shortened(List.of(PLAIN), NO_BINDINGS), Reason.LOGIN_OFFER_CHANGED, Reason.LOGIN_OFFER_CHANGED);
    }

    @Test
    void theHashOfTheOfferTellsWhereThatIsHidden() throws Exception {
        var edit = new Shortened(List.of(PLAIN), NO_BINDINGS) {
            @Override
            byte[] first(byte[] clientFirst) {
                return replaced(clientFirst, "^y,", "n,");
            }
        };
        attack(edit, Reason.LOGIN_OFFER_CHANGED, Reason.LOGIN_REFUSED);
    }

    @Test
    void theBindingTellsWhereTheHashIsMended() throws Exception {
        var edit = new Shortened(List.of(PLAIN), NO_BINDINGS) {
            @Override
            byte[] first(byte[] clientFirst) {
                return replaced(clientFirst, "^y,", "n,");
            }

            @Override
            byte[] challenge(byte[] serverFirst) {
                return withHash(serverFirst);
            }
        };
        attack(edit, Reason.BINDING_MISMATCH, Reason.BINDING_MISMATCH);
    }

    @Test
    void theProofTellsWhereAllIsRewritten() throws Exception {
        var edit = new Shortened(List.of(PLAIN), NO_BINDINGS) {
            @Override
            byte[] first(byte[] clientFirst) {
                return replaced(clientFirst, "^y,", "n,");
            }

            @Override
            byte[] challenge(byte[] serverFirst) {
                return withHash(serverFirst);
            }

            @Override
            byte[] last(byte[] clientFinal) {
                return replaced(clientFinal, "^c=[^,]*,", "c=biws,"); // n,,
            }
        };
        attack(edit, Reason.LOGIN_REFUSED, Reason.LOGIN_REFUSED);
    }

    @Test
    void typesOfBindingCannotBeTakenAway() throws Exception {
        attack(new Shortened(List.of(PLUS, PLAIN), NO_BINDINGS), Reason.LOGIN_OFFER_CHANGED, Reason.LOGIN_REFUSED);
        var mended = new Shortened(List.of(PLUS, PLAIN), NO_BINDINGS) {
            @Override
            byte[] challenge(byte[] serverFirst) {
                return withHash(serverFirst);
            }
        };
        attack(mended, Reason.LOGIN_REFUSED, Reason.LOGIN_REFUSED);
    }

    /** The hash is over names with separators between them: names that hold these would let two offers have one hash. */
    @Test
    void separatorsInNamesDoNotHideThatTypesAreGone() throws Exception {
        var edit = new Relay.Edit() {
            @Override
            public AuthMessage toClient(AuthMessage.OfServer message) {
                if (message instanceof AuthMessage.Offered made) {
                    var offer = made.offer();
                    var types = String.join(
                            "\u001E", offer.bindingTypes().stream().sorted().toList());
                    var last = "SECURECHANNEL-TOKEN\u001F" + types;
                    return new AuthMessage.Offered(
                            new Offer(List.of(PLUS, PLAIN, last), NO_BINDINGS, offer.signUp(), offer.iterations()));
                }
                return message;
            }
        };
        try (var tokens = new Tokens()) {
            var server = Users.builder(Users.withAda())
                    .tokens(tokens.verifier())
                    .insecureWithoutBinding()
                    .build();
            var bearerIsOfferedAsWell = new Relay.Edit() {
                @Override
                public AuthMessage toClient(AuthMessage.OfServer message) {
                    if (message instanceof AuthMessage.Offered made) {
                        var names = edit.toClient(message) instanceof AuthMessage.Offered changed
                                ? new java.util.ArrayList<>(changed.offer().mechanisms())
                                : new java.util.ArrayList<String>();
                        names.add("OAUTHBEARER");
                        return new AuthMessage.Offered(new Offer(
                                names,
                                NO_BINDINGS,
                                made.offer().signUp(),
                                made.offer().iterations()));
                    }
                    return message;
                }
            };
            try (var relay = Relay.with(
                    TlsProvider.JDK, LoginPair.ada().insecureWithoutBinding(), server, bearerIsOfferedAsWell)) {
                relay.assertRefused(Reason.PROTOCOL_VIOLATION, Reason.LOGIN_REFUSED);
            }
        }
    }

    private static void attack(Relay.Edit edit, Reason atClient, Reason atServer) throws Exception {
        var client = LoginPair.ada().insecureWithoutBinding();
        try (var relay = Relay.with(TlsProvider.JDK, client, careless(), edit)) {
            relay.assertRefused(atClient, atServer);
        }
    }

    private static LoginVerifier careless() {
        return Users.builder(Users.withAda()).insecureWithoutBinding().build();
    }

    /** Shows the client another offer, and rewrites SCRAM's messages. */
    private static class Shortened implements Relay.Edit {

        private final List<String> mechanisms;
        private final List<String> bindings;

        Shortened(List<String> mechanisms, List<String> bindings) {
            this.mechanisms = mechanisms;
            this.bindings = bindings;
        }

        byte[] first(byte[] clientFirst) {
            return clientFirst;
        }

        byte[] challenge(byte[] serverFirst) {
            return serverFirst;
        }

        byte[] last(byte[] clientFinal) {
            return clientFinal;
        }

        @Override
        public AuthMessage toClient(AuthMessage.OfServer message) {
            if (message instanceof AuthMessage.Offered made) {
                var offer = made.offer();
                return new AuthMessage.Offered(new Offer(mechanisms, bindings, offer.signUp(), offer.iterations()));
            }
            return message instanceof AuthMessage.Challenge sent
                    ? new AuthMessage.Challenge(edited(sent.data(), this::challenge))
                    : message;
        }

        @Override
        public AuthMessage toServer(AuthMessage.OfClient message) {
            if (message instanceof AuthMessage.Begin begin) {
                return new AuthMessage.Begin(begin.mechanism(), edited(begin.initialResponse(), this::first));
            }
            return message instanceof AuthMessage.Response sent
                    ? new AuthMessage.Response(edited(sent.data(), this::last))
                    : message;
        }

        byte[] withHash(byte[] serverFirst) {
            var shown = new Offer(mechanisms, bindings, SignUpPolicy.CLOSED, 1).hash();
            return replaced(
                    serverFirst, "h=[A-Za-z0-9+/=]+", "h=" + Base64.getEncoder().encodeToString(shown));
        }

        private static Octets edited(Octets octets, UnaryOperator<byte[]> how) {
            return Octets.of(how.apply(octets.bytes()));
        }
    }

    private static byte[] replaced(byte[] message, String what, String by) {
        var changed = new String(message, UTF_8).replaceFirst(what, by);
        return changed.getBytes(UTF_8);
    }
}
