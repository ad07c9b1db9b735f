package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityEvent.Established;
import io.securechannel.event.SecurityEvent.HandshakeFailed;
import io.securechannel.hostile.LeavesNoThreads;
import io.securechannel.hostile.Task;
import io.securechannel.internal.primitive.Primitives;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.SocketPair;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Key-compromise impersonation (rev 34, section 7.7, source property 1): whoever has stolen a server's static key can make the first message of
 * IK in any client's name. The server reads it, answers, and lets nobody in: the confirmation needs the client's own key. Rule N12.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
@ExtendWith(LeavesNoThreads.class)
class KeyCompromiseTest {

    private static final String PROTOCOL = "Noise_IK_25519_AESGCM_SHA256";
    private static final byte[] NOTHING = {};
    private static final byte[] CONFIRM = {1};
    private static final NoiseKeyPair SERVER = NoiseKeyPair.generate();
    private static final NoiseKeyPair ADA = NoiseKeyPair.generate();
    private static final NoiseKeyPair EPHEMERAL = NoiseKeyPair.generate();

    /** What stands in for the agreement of Ada's key with the server's ephemeral one. */
    enum Guess {
        NONE,
        EPHEMERAL_KEY,
        SERVERS_KEY,
        /** No attack: what is made by hand here is right. */
        ADAS_KEY
    }

    @ParameterizedTest
    @EnumSource
    void whoHoldsTheServersKeyIsNotTakenForItsClients(Guess guess) throws Exception {
        var events = new LinkedBlockingQueue<SecurityEvent>();
        var context = NoiseContext.forServer(SERVER)
                .clients(Trust.allow(ADA.publicKey()::equals))
                .alsoClassical()
                .build();
        var config = ServerConfig.noise(context)
                .closeTimeout(Duration.ofMillis(20))
                .listener(events::add)
                .build();
        try (var sockets = SocketPair.inMemory()) {
            var accepting = Task.start(() -> SecureChannel.accept(sockets.server(), config));
            var out = new DataOutputStream(sockets.client().getOutputStream());
            var state = new SymmetricState(PROTOCOL, NoiseSuite.DEFAULT, Primitives.PURE_JAVA);
            out.write(preamble());
            send(out, firstMessageInAdasName(state));
            var in = new DataInputStream(sockets.client().getInputStream());
            assertThat(in.read()).as("the server answers").isZero();
            var read = readAnswer(state, in.readNBytes(in.readUnsignedShort()), guess);
            assertThat(read).as("the answer is read").isEqualTo(guess == Guess.ADAS_KEY);
            try (var transport = state.split(true, false, PeerProof.NONE)) {
                send(out, transport.seal(CONFIRM));
            }
            if (guess == Guess.ADAS_KEY) {
                var channel = accepting.result();
                assertThat(channel.peer().key()).contains(ADA.publicKey());
                channel.close(); // nobody answers, and it does not wait
                assertThat(events.peek()).isInstanceOf(Established.class);
            } else {
                assertThat(accepting.error().reason()).isEqualTo(Reason.CORRUPT_RECORD);
                assertThat(events).singleElement().isInstanceOf(HandshakeFailed.class);
            }
        }
    }

    private static byte[] preamble() {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes("SCN1".getBytes(StandardCharsets.US_ASCII));
        for (var field : List.of(PROTOCOL, "securechannel/1", "framed")) {
            bytes.write(field.length());
            bytes.writeBytes(field.getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    private static void send(DataOutputStream out, byte[] message) throws IOException {
        out.writeShort(message.length);
        out.write(message);
    }

    /** e, es, s, ss: what Ada's key would compute for ss, the server's does as well. */
    private static byte[] firstMessageInAdasName(SymmetricState state) {
        state.mixHash(preamble());
        state.mixHash(SERVER.publicKey().bytes());
        var message = new ByteArrayOutputStream();
        var ephemeral = EPHEMERAL.publicKey().bytes();
        state.mixHash(ephemeral);
        message.writeBytes(ephemeral);
        state.mixKey(agree(EPHEMERAL, SERVER.publicKey().bytes()));
        message.writeBytes(state.encryptAndHash(ADA.publicKey().bytes()));
        state.mixKey(agree(SERVER, ADA.publicKey().bytes()));
        message.writeBytes(state.encryptAndHash(NOTHING));
        return message.toByteArray();
    }

    /** e, ee, se; {@return whether what is in it could be decrypted} */
    private static boolean readAnswer(SymmetricState state, byte[] answer, Guess guess) {
        var theirs = Arrays.copyOf(answer, 32);
        state.mixHash(theirs);
        state.mixKey(agree(EPHEMERAL, theirs));
        switch (guess) {
            case NONE -> {}
            case EPHEMERAL_KEY -> state.mixKey(agree(EPHEMERAL, theirs));
            case SERVERS_KEY -> state.mixKey(agree(SERVER, theirs));
            case ADAS_KEY -> state.mixKey(agree(ADA, theirs));
        }
        return state.decryptAndHash(Arrays.copyOfRange(answer, 32, answer.length)) != null;
    }

    private static byte[] agree(NoiseKeyPair own, byte[] theirs) {
        var shared = new byte[32];
        try (var secret = own.privateKey()) {
            assertThat(Primitives.PURE_JAVA.x25519().agree(secret.copy(), theirs, shared))
                    .isTrue();
        }
        return shared;
    }
}
