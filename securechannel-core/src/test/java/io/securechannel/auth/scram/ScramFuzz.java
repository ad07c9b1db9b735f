package io.securechannel.auth.scram;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Each message of SCRAM, at its parser and at the end that takes it. What is parsed is the text that was sent, in its parts; a server proves
 * nobody, a client takes nobody for the server; the client computes nothing before it has judged the cost.
 */
class ScramFuzz extends FuzzTarget {

    private static final Set<Reason> REFUSALS = EnumSet.of(
            Reason.PROTOCOL_VIOLATION,
            Reason.BINDING_MISMATCH,
            Reason.LOGIN_REFUSED,
            Reason.LOGIN_COST_REFUSED,
            Reason.LOGIN_OFFER_CHANGED,
            Reason.LOGIN_UNAVAILABLE,
            Reason.BINDING_UNAVAILABLE,
            Reason.LOGIN_NOT_OFFERED,
            Reason.SERVER_UNPROVED);

    private static final String NONCE = "abcdefghijklmnopqrstuvwxyz";

    @Override
    protected List<byte[]> seeds() {
        var first = utf8("n,,n=ada,r=" + NONCE);
        var proof = "A".repeat(43) + "=";
        return List.of(
                FuzzInput.of(new byte[] {0}, List.of(first, utf8("c=biws,r=" + NONCE + "server,p=" + proof))),
                FuzzInput.of(
                        new byte[] {1},
                        List.of(
                                utf8("p=tls-exporter,a=eve,n=a=2Cb=3D,r=" + NONCE + ",x=y"),
                                utf8("c=cD10bHMtZXhwb3J0ZXIsYT1ldmUsAQIDBA==,r=" + NONCE + "server,p=" + proof))),
                FuzzInput.of(
                        new byte[] {2},
                        List.of(utf8("r=" + NONCE + "server,s=QSXCR+Q6sek8bf92,i=64"), utf8("v=" + proof))),
                FuzzInput.of(
                        new byte[] {3},
                        List.of(
                                utf8("r=" + NONCE + "server,s=QSXCR+Q6sek8bf92,i=64,h=" + proof),
                                utf8("e=other-error"))),
                FuzzInput.of(new byte[] {4}, List.of(utf8("I\u00ADX \u2168"))));
    }

    @Override
    protected List<String> words() {
        return List.of(
                "n,,",
                "y,,",
                "p=tls-exporter,",
                "a=",
                "n=",
                "r=" + NONCE,
                "m=",
                "=2C",
                "=3D",
                ",s=",
                ",i=64",
                ",h=",
                "v=",
                "e=");
    }

    @Override
    protected Set<String> reaches() {
        return Set.of(
                "client first", "server first", "client final", "the server answers", "the client answers", "prepared");
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        int mode = in.choice(5);
        var first = in.piece();
        var second = in.piece();
        parse(first);
        parse(second);
        if (mode == 4) {
            prepare(new String(first, java.nio.charset.StandardCharsets.UTF_8));
        } else if (mode < 2) {
            server(mode == 1, first, second);
        } else {
            client(mode == 3, first, second);
        }
    }

    private static void parse(byte[] message) throws Exception {
        var violation = EnumSet.of(Reason.PROTOCOL_VIOLATION);
        Refusals.read(violation, () -> ClientFirst.parse(message)).ifPresent(first -> {
            assertThat(utf8(first.gs2Header() + first.bare())).isEqualTo(message);
            reached("client first");
        });
        Refusals.read(violation, () -> ServerFirst.parse(message)).ifPresent(first -> {
            assertThat(utf8(first.text())).isEqualTo(message);
            reached("server first");
        });
        var last = Refusals.read(violation, () -> ClientFinal.parse(message));
        if (last.isPresent()) {
            try (var proof = last.get().proof()) {
                assertThat(ClientFinal.of(last.get().withoutProof(), proof)).isEqualTo(message);
                reached("client final");
            }
        }
    }

    private static void server(boolean bound, byte[] first, byte[] second) throws Exception {
        var builder =
                Scram.server().bindings(List.of(Scram.EXPORTER)).plus(bound).insecureNonce("server");
        try (var server = builder.build()) {
            Refusals.read(REFUSALS, () -> {
                var answer = server.serverFirst(first);
                assertThat(latin1(answer)).startsWith("r=").contains(NONCE_END);
                reached("the server answers");
                server.clientFinal(second);
                assertThat(server.proves()).isFalse();
                return server;
            });
        }
    }

    private static final String NONCE_END = "server,s=";

    private static void client(boolean offered, byte[] first, byte[] second) throws Exception {
        var builder = Scram.client().insecureNonce(NONCE);
        var complete = offered ? builder.offer(Scram.MECHANISMS, Scram.BINDING_TYPES) : builder;
        try (var client = complete.build()) {
            client.clientFirst();
            var taken = Refusals.read(REFUSALS, () -> {
                client.clientFinal(first);
                reached("the client answers");
                client.serverFinal(second);
                return client;
            });
            assertThat(taken).isEmpty();
        }
    }

    /** RFC 4013: what is prepared is prepared already. */
    private static void prepare(String text) {
        try {
            var once = SaslPrep.query(text);
            assertThat(SaslPrep.query(once)).isEqualTo(once);
            reached("prepared");
        } catch (KeyMaterialException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }
}
