package io.securechannel.examples.rsamigration;

import static io.securechannel.examples.rsamigration.Keys.LONG;
import static io.securechannel.examples.rsamigration.Keys.SHORT;
import static io.securechannel.examples.rsamigration.Keys.loopback;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.KeyFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server of the old protocol against clients of every kind: each is refused by itself, and the next one is served. */
@Tag("verify")
@Timeout(60)
class OldServerTest {

    private final Notes served = new Notes();

    @Test
    void messagesCross() throws Exception {
        try (var server = open(LONG)) {
            var client = new OldClient(loopback(server.port()), Optional.empty(), LONG);
            for (var message : new String[] {"", "hello", "grüße, 世界", "x".repeat(190)}) {
                assertThat(client.send(message)).isEmpty();
                assertThat(served.next().outcome()).isEqualTo("\"" + message + "\"");
            }
        }
    }

    @Test
    void sendsItsKeyAndNothingElse() throws Exception {
        try (var server = open(LONG);
                var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(OldRsa.encrypt(Keys.SERVER.publicKey(), "hello"));
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo(KeyFiles.toPem(Keys.SERVER.publicKey()));
            assertThat(served.next().outcome()).isEqualTo("\"hello\"");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 257, 512, 4_096})
    void ciphertextsOfOtherLengthsAreRefused(int length) throws Exception {
        var error = refused(new byte[length]);
        assertThat(error)
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        wire -> assertThat(wire.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION));
        assertThat(error).hasMessageContaining("has " + length + " bytes, and one to this key has 256");
    }

    @Test
    void nothingIsNoMessage() throws Exception {
        var error = refused(new byte[0]);
        assertThat(error)
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        wire -> assertThat(wire.reason()).isEqualTo(Reason.CLOSED_BY_PEER));
        assertThat(error).hasMessageContaining("expects another key");
    }

    @Test
    void longerInputIsNotReadOn() throws Exception {
        var error = refused(new byte[4_097]);
        assertThat(error)
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        wire -> assertThat(wire.reason()).isEqualTo(Reason.MESSAGE_TOO_LARGE));
        assertThat(error).hasMessageContaining("more than 4096 bytes");
    }

    @Test
    void whatDoesNotDecryptIsRefused() throws Exception {
        var changed = OldRsa.encrypt(Keys.SERVER.publicKey(), "hello");
        changed[changed.length - 1] ^= 1;
        for (var each : new byte[][] {
            changed,
            OldRsa.encrypt(Keys.READING.keys().publicKey(), "hello"),
            oaep("hello".getBytes(StandardCharsets.UTF_8), MGF1ParameterSpec.SHA1)
        }) {
            var error = refused(each);
            assertThat(error)
                    .isInstanceOfSatisfying(
                            KeyMaterialException.class,
                            keys -> assertThat(keys.reason()).isEqualTo(KeyMaterialException.Reason.NOT_OPENED));
            assertThat(error).hasMessageContaining("MGF1-SHA-256");
        }
    }

    @Test
    void whatIsNoTextIsRefused() throws Exception {
        for (var each : new byte[][] {{(byte) 0xC3}, {'a', (byte) 0xFF}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}}) {
            var error = refused(oaep(each, MGF1ParameterSpec.SHA256));
            assertThat(error)
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            wire -> assertThat(wire.reason()).isEqualTo(Reason.INVALID_TEXT));
            assertThat(error).hasMessageContaining("not UTF-8");
        }
    }

    @Test
    void randomCiphertextsNeverFailOtherwise() {
        var random = new Random(3);
        for (int i = 0; i < 60; i++) {
            var bytes = new byte[i % 2 == 0 ? 256 : random.nextInt(300)];
            random.nextBytes(bytes);
            assertThat(catchThrowable(() -> OldRsa.decrypt(Keys.SERVER, bytes)))
                    .isInstanceOfAny(KeyMaterialException.class, SecureChannelException.class);
        }
    }

    @Test
    void aSilentClientHoldsUpNobody() throws Exception {
        try (var server = open(LONG);
                var silent = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            new OldClient(loopback(server.port()), Optional.empty(), LONG).send("hello");
            assertThat(served.next().outcome()).isEqualTo("\"hello\"");
            silent.shutdownOutput(); // it was there all the time
            assertThat(served.next().from()).endsWith(":" + silent.getLocalPort());
        }
    }

    @Test
    void aSilentClientIsNotWaitedForForEver() throws Exception {
        try (var server = open(SHORT);
                var silent = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            var late = served.next();
            assertThat(late.from()).endsWith(":" + silent.getLocalPort());
            assertThat(late.failure())
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            wire -> assertThat(wire.reason()).isEqualTo(Reason.RECEIVE_TIMEOUT));
            assertThat(late.outcome()).contains("not done within 0.3 s, after 0 bytes", "silent");
        }
    }

    @Test
    void tooManyAtOnceAreRefused() throws Exception {
        var held = new ArrayList<Socket>();
        try (var server = open(LONG)) {
            for (int i = 0; i <= SocketServer.MOST; i++) {
                held.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
            }
            var refused = served.next();
            assertThat(refused.outcome()).contains("32 connections are open already", "(CLOSED)");
            assertThat(refused.from())
                    .endsWith(":" + held.get(SocketServer.MOST).getLocalPort());
        } finally {
            for (var each : held) {
                each.close();
            }
        }
    }

    @Test
    void aConnectionThatCannotBeAcceptedDoesNotEndTheServer() throws Exception {
        try (var server = SocketServer.open(
                new FailingSocket(2), loopback(0), LONG, served, new OldServer(Keys.SERVER, served))) {
            for (int i = 0; i < 2; i++) {
                var failed = served.next();
                assertThat(failed.from()).isEqualTo("the listening socket");
                assertThat(failed.outcome()).contains("Too many open files");
            }
            assertThat(new OldClient(loopback(server.port()), Optional.empty(), LONG).send("hello"))
                    .isEmpty();
            assertThat(served.next().outcome()).isEqualTo("\"hello\"");
        }
        assertThat(served.isEmpty()).as("closing is no failure").isTrue();
    }

    /** What a process meets that has too many files open, for some time. */
    private static final class FailingSocket extends ServerSocket {

        private final AtomicInteger left;

        FailingSocket(int times) throws IOException {
            left = new AtomicInteger(times);
        }

        @Override
        public Socket accept() throws IOException {
            if (left.getAndDecrement() > 0) {
                throw new SocketException("Too many open files (Accept failed)");
            }
            return super.accept();
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (var server = open(LONG)) {
            assertThatIOException()
                    .isThrownBy(() -> SocketServer.open(loopback(server.port()), LONG, served, client -> {}))
                    .withMessageContaining("cannot listen at")
                    .withMessageContaining(":" + server.port());
        }
    }

    private Throwable refused(byte[] ciphertext) throws Exception {
        try (var server = open(LONG)) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                var key = socket.getInputStream()
                        .readNBytes(KeyFiles.toPem(Keys.SERVER.publicKey()).length());
                assertThat(key).isNotEmpty();
                socket.getOutputStream().write(ciphertext);
            }
            var note = served.next();
            assertThat(note.failure()).isNotNull();
            new OldClient(loopback(server.port()), Optional.empty(), LONG).send("next");
            assertThat(served.next().outcome()).isEqualTo("\"next\"");
            return note.failure();
        }
    }

    private SocketServer open(Duration timeout) throws Exception {
        return SocketServer.open(loopback(0), timeout, served, new OldServer(Keys.SERVER, served));
    }

    private static byte[] oaep(byte[] plaintext, MGF1ParameterSpec mask) throws Exception {
        var key = KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Keys.SERVER.publicKey().subjectPublicKeyInfo()));
        var cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE, key, new OAEPParameterSpec("SHA-256", "MGF1", mask, PSource.PSpecified.DEFAULT));
        return cipher.doFinal(plaintext);
    }
}
