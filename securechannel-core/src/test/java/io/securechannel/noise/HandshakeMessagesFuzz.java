package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzKeys;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A handshake whose messages somebody replaces, changes, cuts and prolongs: both ends finish it, and a record then passes, only if nothing was
 * changed. Names of protocols are read or refused.
 */
class HandshakeMessagesFuzz extends FuzzTarget {

    private static final List<String> PATTERNS =
            List.of("NN", "NK", "NX", "XX", "IN", "IX", "NNpsk0", "XXpsk3", "XXhfs");

    /** No handshake of these has a fourth message. */
    private static final int NONE = 3;

    private static final NoiseKeyPair INITIATOR = FuzzKeys.noise(1);
    private static final NoiseKeyPair RESPONDER = FuzzKeys.noise(2);
    private static final SharedSecret SECRET = FuzzKeys.secret(3);

    @Override
    protected List<byte[]> seeds() {
        var seeds = new ArrayList<byte[]>();
        for (int pattern = 0; pattern < PATTERNS.size(); pattern++) {
            seeds.add(new byte[] {(byte) pattern, NONE});
        }
        seeds.add(FuzzInput.of(new byte[] {(byte) 255}, List.of(utf8("Noise_NN_25519_AESGCM_SHA256"))));
        seeds.add(FuzzInput.of(
                new byte[] {(byte) 255}, List.of(utf8("Noise_XXhfs+psk2_25519+MLKEM768_ChaChaPoly_BLAKE2s"))));
        seeds.add(FuzzInput.of(new byte[] {3, 0, 0}, List.of(new byte[32])));
        seeds.add(FuzzInput.of(new byte[] {3, 1, 1}, List.of(new byte[] {0, 40, 1})));
        seeds.add(FuzzInput.of(new byte[] {6, 1, 1}, List.of(new byte[] {0, 4, (byte) 0x80})));
        seeds.add(FuzzInput.of(new byte[] {8, 1, 1}, List.of(new byte[] {1, 4, 4})));
        return seeds;
    }

    @Override
    protected List<String> words() {
        return List.of(
                "Noise_", "_25519", "MLKEM768", "_AESGCM", "_ChaChaPoly", "_SHA256", "_BLAKE2b", "psk0", "hfs", "+");
    }

    @Override
    protected Set<String> reaches() {
        return Set.of("established", "a protocol");
    }

    /** A name whose keys are not given, and changed messages. */
    @Override
    protected boolean mayRefuse(int seed) {
        return seed > PATTERNS.size();
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        int pattern = in.octet();
        if (pattern == 255) {
            readName(latin1(in.piece()));
            return;
        }
        var wire = new Wire(in.choice(1 + NONE), in.choice(2), in.piece());
        try (var run = run(PATTERNS.get(pattern % PATTERNS.size()), wire)) {
            var established = Refusals.read(
                    EnumSet.of(Reason.PROTOCOL_VIOLATION, Reason.HANDSHAKE_NOT_AUTHENTIC, Reason.CORRUPT_RECORD),
                    () -> {
                        run.handshake();
                        var from = run.finishInitiator();
                        var to = run.finishResponder();
                        assertThat(to.open(from.seal(utf8("x")))).isEqualTo(utf8("x"));
                        return run;
                    });
            assertThat(established.isPresent()).isEqualTo(!wire.changed);
            established.ifPresent(done -> reached("established"));
        }
    }

    private static void readName(String name) {
        try {
            assertThat(NoiseProtocol.named(name).initiator(Optional.empty(), Optional.empty()))
                    .isNotNull();
            reached("a protocol");
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    private static NoiseRun run(String pattern, NoiseRun.Wire wire) {
        var protocol = NoiseProtocol.named(
                "Noise_" + pattern + (pattern.contains("hfs") ? "_25519+MLKEM768" : "_25519") + "_AESGCM_SHA256");
        var psks = pattern.contains("psk") ? new SharedSecret[] {SECRET} : new SharedSecret[0];
        Optional<NoiseKeyPair> own = Optional.of(INITIATOR).filter(keys -> pattern.matches("[IX].*"));
        Optional<NoiseKeyPair> other = Optional.of(RESPONDER).filter(keys -> pattern.matches(".[KX].*"));
        var peers = Optional.of(RESPONDER.publicKey()).filter(key -> pattern.equals("NK"));
        return new NoiseRun(
                protocol.initiator(own, peers, psks)
                        .provider(NoiseProvider.PURE_JAVA)
                        .begin(),
                protocol.responder(other, Optional.empty(), psks)
                        .provider(NoiseProvider.PURE_JAVA)
                        .begin(),
                wire);
    }

    /** Changes one message. */
    private static final class Wire implements NoiseRun.Wire {

        private final int which;
        private final int how;
        private final byte[] with;
        private boolean changed;

        Wire(int which, int how, byte[] with) {
            this.which = which;
            this.how = how;
            this.with = with;
        }

        @Override
        public byte[] carry(int number, byte[] message) {
            if (number != which) {
                return message;
            }
            var arrives = how == 0 ? with : xored(message);
            changed = !java.util.Arrays.equals(arrives, message);
            return arrives;
        }

        /** From the place that the first two bytes say on. */
        private byte[] xored(byte[] message) {
            var copy = message.clone();
            var in = new FuzzInput(with);
            int at = in.octet() << 8 | in.octet();
            for (byte each : in.rest()) {
                copy[at++ % copy.length] ^= each;
            }
            return copy;
        }
    }
}
