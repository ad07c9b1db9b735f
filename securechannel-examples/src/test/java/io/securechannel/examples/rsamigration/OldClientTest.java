package io.securechannel.examples.rsamigration;

import static io.securechannel.examples.rsamigration.Keys.LONG;
import static io.securechannel.examples.rsamigration.Keys.SHORT;
import static io.securechannel.examples.rsamigration.Keys.loopback;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.KeyFactory;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client of the old protocol against servers of every kind. */
@Tag("verify")
@Timeout(60)
class OldClientTest {

    private static final byte[] PEM = KeyFiles.toPem(Keys.SERVER.publicKey()).getBytes(US_ASCII);

    @Test
    void aKeyThatComesByteByByteIsAKey() throws Exception {
        try (var peer = ScriptedPeer.doing(socket -> {
            socket.setTcpNoDelay(true);
            for (byte each : PEM) {
                socket.getOutputStream().write(each);
            }
        })) {
            assertThat(client(peer.address(), LONG).send("grüße, 世界")).isEmpty();
            assertThat(OldRsa.decrypt(Keys.SERVER, peer.received())).isEqualTo("grüße, 世界");
        }
    }

    @Test
    void oneMessageHas190Bytes() throws Exception {
        try (var peer = ScriptedPeer.sending(PEM)) {
            client(peer.address(), LONG).send("x".repeat(190));
            assertThat(OldRsa.decrypt(Keys.SERVER, peer.received())).hasSize(190);
        }
        try (var peer = ScriptedPeer.sending(PEM)) {
            var error = wire(peer.address(), LONG, "x".repeat(191));
            assertThat(error.reason()).isEqualTo(SecureChannelException.Reason.MESSAGE_TOO_LARGE);
            assertThat(error)
                    .hasMessageContaining("191 bytes")
                    .hasMessageContaining("takes 190")
                    .hasMessageContaining("--step 2");
            assertThat(peer.received()).isEmpty();
        }
    }

    @Test
    void halfACharacterIsRefused() throws Exception {
        try (var peer = ScriptedPeer.sending(PEM)) {
            var error = wire(peer.address(), LONG, "a\ud800b");
            assertThat(error.reason()).isEqualTo(SecureChannelException.Reason.INVALID_TEXT);
            assertThat(error).hasMessageContaining("surrogate");
        }
    }

    /** What a server sends in place of a key, before it closes its side. */
    @ParameterizedTest
    @CsvSource({
        "'', CONNECTION_CUT, closed after 0 bytes",
        "-----BEG, CONNECTION_CUT, closed after 8 bytes",
        "'HTTP/1.1 400 Bad Request', PROTOCOL_VIOLATION, speaks another protocol",
        "-----BEGIN RSA PUBLIC KEY-----, PROTOCOL_VIOLATION, -----BEGIN PUBLIC KEY-----"
    })
    void whatIsNoKeyIsRefused(String text, SecureChannelException.Reason reason, String says) throws Exception {
        try (var peer = ScriptedPeer.sendingAll(text.getBytes(US_ASCII))) {
            var error = wire(peer.address(), LONG, "hello");
            assertThat(error.reason()).isEqualTo(reason);
            assertThat(error).hasMessageContaining(says);
            assertThat(error.peer()).isPresent();
        }
    }

    @Test
    void aKeyCutAtAnyPlaceIsRefused() throws Exception {
        var random = new Random(5);
        for (int i = 0; i < 20; i++) {
            int length = random.nextInt(PEM.length - 1);
            try (var peer = ScriptedPeer.sendingAll(Arrays.copyOf(PEM, length))) {
                var error = wire(peer.address(), LONG, "hello");
                assertThat(error.reason()).isEqualTo(SecureChannelException.Reason.CONNECTION_CUT);
                assertThat(error).hasMessageContaining("after " + length + " bytes");
            }
        }
    }

    /** 4,096 bytes may be a key; it is not looked for in the next one. */
    @Test
    void aKeyThatDoesNotEndIsRefused() throws Exception {
        var end = "\n-----END PUBLIC KEY-----";
        var begin = "-----BEGIN PUBLIC KEY-----\n";
        var longest = begin + "A".repeat(4_096 - begin.length() - end.length()) + end;
        try (var peer = ScriptedPeer.sending(longest.getBytes(US_ASCII));
                var conversation = Conversation.connect(peer.address(), LONG)) {
            assertThat(conversation.readKey()).isEqualTo(longest);
        }
        try (var peer = ScriptedPeer.sending(longest.replaceFirst("A", "AA").getBytes(US_ASCII))) {
            var error = wire(peer.address(), LONG, "hello");
            assertThat(error.reason()).isEqualTo(SecureChannelException.Reason.MESSAGE_TOO_LARGE);
            assertThat(error).hasMessageContaining("4096 bytes");
        }
    }

    @Test
    void weakAndOtherKeysAreRefused() throws Exception {
        assertKey(rsa(1_024), KeyMaterialException.Reason.TOO_WEAK, "1024 bits; 2048 is the least");
        assertKey(rsa(2_560), KeyMaterialException.Reason.UNSUPPORTED, "2560 bits");
        try (var other = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);
                var signing = SigningKeyPair.generate(SigningKeyType.ED25519)) {
            assertKey(
                    KeyFiles.toPem(other.publicKey()),
                    KeyMaterialException.Reason.WRONG_KIND,
                    "takes RSA keys, and this");
            assertKey(KeyFiles.toPem(signing.publicKey()), KeyMaterialException.Reason.WRONG_KIND, "Ed25519");
        }
        assertKey(Keys.pem(new byte[300]), KeyMaterialException.Reason.MALFORMED, "damaged");
    }

    @Test
    void damagedKeysNeverFailOtherwise() {
        var random = new Random(11);
        for (int i = 0; i < 300; i++) {
            var bytes = PEM.clone();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            var error = catchThrowable(() -> OldRsa.publicKey(new String(bytes, US_ASCII)));
            if (error != null) { // a change at the end of the lines changes nothing
                assertThat(error).isInstanceOf(KeyMaterialException.class);
            }
        }
    }

    @Test
    void aSilentServerIsNotWaitedForForEver() throws Exception {
        try (var peer = ScriptedPeer.sending(Arrays.copyOf(PEM, 100))) {
            var error = wire(peer.address(), SHORT, "hello");
            assertThat(error.reason()).isEqualTo(SecureChannelException.Reason.RECEIVE_TIMEOUT);
            assertThat(error).hasMessageContaining("0.3 s, after 100 bytes").hasMessageContaining("silent");
        }
    }

    /** The deadline is one for all: no byte begins it anew. */
    @Test
    void aServerThatDripsIsNotWaitedForForEver() throws Exception {
        var never = new CountDownLatch(1);
        try (var peer = ScriptedPeer.doing(socket -> {
            socket.getOutputStream().write("-----BEGIN PUBLIC KEY-----\n".getBytes(US_ASCII));
            while (!pause(never)) {
                socket.getOutputStream().write('A');
            }
        })) {
            var error = wire(peer.address(), SHORT, "hello");
            assertThat(error.reason()).isEqualTo(SecureChannelException.Reason.RECEIVE_TIMEOUT);
            assertThat(error).hasMessageContaining("slow");
        }
    }

    @Test
    void aServerThatDoesNotReadIsNotWaitedForForEver() throws Exception {
        try (var listening = new ServerSocket()) {
            listening.bind(loopback(0));
            try (var conversation = Conversation.connect(loopback(listening.getLocalPort()), SHORT)) {
                var error = catchThrowableOfType(
                        SecureChannelException.class, () -> conversation.write(new byte[64 << 20]));
                assertThat(error.reason()).isEqualTo(SecureChannelException.Reason.WRITE_TIMEOUT);
                assertThat(error).hasMessageContaining("0.3 s, while 67108864 bytes were sent");
            }
        }
    }

    @Test
    void nobodyAnswers() throws Exception {
        int port;
        try (var gone = new ServerSocket()) {
            gone.bind(loopback(0));
            port = gone.getLocalPort();
        }
        var error = wire(loopback(port), LONG, "hello");
        assertThat(error.reason()).isEqualTo(SecureChannelException.Reason.CONNECT_REFUSED);
        assertThat(error).hasMessageContaining("is the server there");
        var unknown = wire(InetSocketAddress.createUnresolved("no-such-host.invalid", port), LONG, "hello");
        assertThat(unknown.reason()).isEqualTo(SecureChannelException.Reason.UNKNOWN_HOST);
        assertThat(unknown).hasMessageContaining("no-such-host.invalid");
    }

    private static boolean pause(CountDownLatch never) throws IOException {
        try {
            return never.await(5, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void assertKey(String pem, KeyMaterialException.Reason reason, String says) throws Exception {
        try (var peer = ScriptedPeer.sending(pem.getBytes(US_ASCII))) {
            var error = catchThrowableOfType(
                    KeyMaterialException.class,
                    () -> client(peer.address(), LONG).send("hello"));
            assertThat(error.reason()).isEqualTo(reason);
            assertThat(error).hasMessageContaining(says);
            assertThat(peer.received()).isEmpty();
        }
    }

    private static String rsa(int bits) throws Exception {
        var modulus =
                new BigInteger(bits, new Random(bits)).setBit(bits - 1).setBit(0); // of no primes, but who can tell
        var key = new RSAPublicKeySpec(modulus, RSAKeyGenParameterSpec.F4);
        return Keys.pem(KeyFactory.getInstance("RSA").generatePublic(key).getEncoded());
    }

    private static OldClient client(InetSocketAddress at, Duration timeout) {
        return new OldClient(at, Optional.empty(), timeout);
    }

    private static SecureChannelException wire(InetSocketAddress at, Duration timeout, String message) {
        return catchThrowableOfType(
                SecureChannelException.class, () -> client(at, timeout).send(message));
    }
}
