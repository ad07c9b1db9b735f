package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A login of both honest ends through the channel, with somebody between them who changes messages: so what lies behind the proofs is reached.
 * Whoever is in is ada; an end that is not has a documented failure, or waits; and messages that nobody changed bring both in.
 */
class LoginWireFuzz extends FuzzTarget {

    private static final int MOST = 12;
    private static final int PASS = 0;
    private static final int REPLACE = 1;

    @Override
    protected List<byte[]> seeds() {
        var seeds = new java.util.ArrayList<byte[]>();
        seeds.add(new byte[0]);
        for (int message = 0; message < MOST; message++) {
            var edits = new java.util.ArrayList<byte[]>();
            for (int i = 0; i < message; i++) {
                edits.add(new byte[] {PASS});
            }
            edits.add(new byte[] {2, 0, 0, 1});
            seeds.add(FuzzInput.of(new byte[0], edits));
            var other = AuthCodecFuzz.messages().map(AuthCodec::encode).toList().get(message);
            edits.set(message, FuzzInput.of(REPLACE, other));
            seeds.add(FuzzInput.of(new byte[0], edits));
        }
        return seeds;
    }

    /** Both ends, with their keys. */
    @Override
    protected long mostAnyway() {
        return 64L << 20;
    }

    @Override
    protected int mostInVerify() {
        return 10;
    }

    @Override
    protected Set<String> reaches() {
        return Set.of("both are in");
    }

    @Override
    protected boolean mayRefuse(int seed) {
        return seed > 0;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        try (var ada = new Ada().withSecondStep()) {
            var wire = new Wire(new FuzzInput(input).pieces(MOST));
            var pair = new FlowPair(
                            ada.fullLogin(),
                            ada.builder().signUp(SignUpPolicy.OPEN).build(),
                            Optional.empty())
                    .run(wire);
            for (var flow : List.of(pair.client, pair.server)) {
                flow.login().ifPresent(login -> assertThat(login.user()).isEqualTo("ada"));
            }
            if (pair.clientError != null) {
                LoginFlowFuzz.documented(pair.clientError);
                assertThat(pair.clientIn()).isFalse();
            }
            if (pair.serverError != null) {
                LoginFlowFuzz.documented(pair.serverError);
                assertThat(pair.serverIn()).isFalse();
            }
            if (!wire.changed) {
                assertThat(pair.clientIn() && pair.serverIn()).isTrue();
                reached("both are in");
            }
        }
    }

    private static final class Wire implements FlowPair.Wire {

        private final List<byte[]> edits;
        private int next;
        private boolean changed;

        Wire(List<byte[]> edits) {
            this.edits = edits;
        }

        @Override
        public byte[] deliver(boolean fromServer, int number, byte[] message) {
            var in = new FuzzInput(next < edits.size() ? edits.get(next++) : new byte[0]);
            var arrives = switch (in.choice(3)) {
                case PASS -> message;
                case REPLACE -> in.rest();
                default -> xored(message, in);
            };
            changed |= !Arrays.equals(arrives, message);
            return arrives;
        }

        private static byte[] xored(byte[] message, FuzzInput in) {
            var copy = message.clone();
            int at = in.octet() << 8 | in.octet();
            for (byte each : in.rest()) {
                copy[at++ % copy.length] ^= each;
            }
            return copy;
        }
    }
}
