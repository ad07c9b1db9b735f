package io.securechannel.examples.rsamigration;

import static io.securechannel.examples.rsamigration.Keys.ADA;
import static io.securechannel.examples.rsamigration.Keys.LONG;
import static io.securechannel.examples.rsamigration.Keys.PIN;
import static io.securechannel.examples.rsamigration.Keys.READING;
import static io.securechannel.examples.rsamigration.Keys.SERVER;
import static io.securechannel.examples.rsamigration.Keys.loopback;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.SecureChannelServer;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.keys.EnvelopePublicKey;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyFiles;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.DevCertificates;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The man in the middle against each step: what he gets, and with what reason the others refuse him. */
@Tag("verify")
@Timeout(60)
class MitmTest {

    private static final String MESSAGE = "meet me at noon";

    private final Notes served = new Notes();
    private final Notes middle = new Notes();

    @Test
    void step0HeReadsAndNobodyNotices() throws Exception {
        try (var server = open(new OldServer(SERVER, served));
                var mitm = between(server, READING)) {
            new OldClient(loopback(mitm.port()), Optional.empty(), LONG).send(MESSAGE);
            assertThat(middle.next().outcome()).isEqualTo("\"" + MESSAGE + "\"");
            assertThat(served.next().outcome()).isEqualTo("\"" + MESSAGE + "\"");
        }
        assertThat(middle.isEmpty() && served.isEmpty()).isTrue();
    }

    @Test
    void step1HeIsRefusedBeforeAnythingIsSent() throws Exception {
        try (var server = open(new OldServer(SERVER, served));
                var mitm = between(server, READING)) {
            assertPinned(new OldClient(loopback(mitm.port()), Optional.of(PIN), LONG));
            new OldClient(loopback(server.port()), Optional.of(PIN), LONG).send(MESSAGE);
            assertThat(served.next().outcome()).contains("without a word");
            assertThat(served.next().outcome()).isEqualTo("\"" + MESSAGE + "\"");
        }
    }

    @Test
    void step1HeForges() throws Exception {
        try (var server = open(new OldServer(SERVER, served));
                var mitm = between(server, new Mitm.Forge("at midnight"))) {
            new OldClient(loopback(mitm.port()), Optional.of(PIN), LONG).send(MESSAGE);
            assertThat(served.next().outcome()).isEqualTo("\"at midnight\"");
            assertThat(middle.next().outcome()).doesNotContain(MESSAGE).contains("at midnight");
        }
    }

    @Test
    void step1HeRepeats() throws Exception {
        try (var server = open(new OldServer(SERVER, served));
                var mitm = between(server, new Mitm.Replay())) {
            new OldClient(loopback(mitm.port()), Optional.of(PIN), LONG).send(MESSAGE);
            assertThat(served.next().outcome()).isEqualTo("\"" + MESSAGE + "\"");
            assertThat(served.next().outcome()).isEqualTo("\"" + MESSAGE + "\"");
        }
    }

    @Test
    void step2TakesLongMessagesOfThoseItKnows() throws Exception {
        try (var server = open(envelopes(Instant.EPOCH))) {
            var message = "世".repeat(EnvelopeServer.LONGEST_MESSAGE / 3);
            sealing(server.port()).send(message);
            var note = served.next();
            assertThat(note.outcome()).isEqualTo("\"" + message + "\"");
            assertThat(note.from()).contains(ADA.publicKey().fingerprint());
            var error = catchThrowableOfType(
                    SecureChannelException.class, () -> sealing(server.port()).send(message + "xx"));
            assertThat(error.reason()).isEqualTo(Reason.MESSAGE_TOO_LARGE);
            assertThat(error).hasMessageContaining("65537 bytes").hasMessageContaining("--step 3");
        }
    }

    @Test
    void step2HeIsRefusedBeforeAnythingIsSent() throws Exception {
        try (var server = open(envelopes(Instant.EPOCH));
                var mitm = between(server, READING)) {
            assertPinned(sealing(mitm.port()));
        }
    }

    @Test
    void step2HeDoesNotForge() throws Exception {
        try (var server = open(envelopes(Instant.EPOCH));
                var mitm = between(server, new Mitm.Forge("at midnight"))) {
            sealing(mitm.port()).send(MESSAGE);
            refused(KeyMaterialException.Reason.UNKNOWN_SENDER, ADA.publicKey().fingerprint());
        }
    }

    @Test
    void step2HeDoesNotRepeat() throws Exception {
        try (var server = open(envelopes(Instant.EPOCH));
                var mitm = between(server, new Mitm.Replay())) {
            sealing(mitm.port()).send(MESSAGE);
            assertThat(served.next().outcome()).isEqualTo("\"" + MESSAGE + "\"");
            refused(KeyMaterialException.Reason.REPLAYED, "has come again");
        }
    }

    @Test
    void step2TakesNothingElse() throws Exception {
        var key = SERVER.publicKey();
        try (var server = open(envelopes(Instant.EPOCH))) {
            send(server, HybridCipher.to(key).unsigned().seal(bytes(MESSAGE), EnvelopeClient.context()));
            refused(KeyMaterialException.Reason.NOT_SIGNED, "not signed");
            send(server, HybridCipher.to(key).signedBy(ADA).seal(bytes(MESSAGE), bytes("something else")));
            refused(KeyMaterialException.Reason.WRONG_CONTEXT, "context");
            EnvelopePublicKey other = READING.keys().publicKey();
            send(server, HybridCipher.to(other).signedBy(ADA).seal(bytes(MESSAGE), EnvelopeClient.context()));
            refused(KeyMaterialException.Reason.NOT_OPENED, "sealed to others");
            send(server, OldRsa.encrypt(key, MESSAGE));
            refused(KeyMaterialException.Reason.MALFORMED, "envelope");
            send(server, new byte[100_000]);
            assertThat(served.next().failure())
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            wire -> assertThat(wire.reason()).isEqualTo(Reason.MESSAGE_TOO_LARGE));
        }
    }

    /** A server that is started again has forgotten what it let in, and so it takes nothing of the time before. */
    @Test
    void step2TakesNothingFromBeforeItsStart() throws Exception {
        try (var server = open(envelopes(Instant.now().plusSeconds(60)))) {
            sealing(server.port()).send(MESSAGE);
            refused(KeyMaterialException.Reason.EXPIRED, "taken is what was signed from");
        }
    }

    /** The same RSA key in both: an envelope's OAEP has a label, and so the old server is no oracle that opens envelopes. */
    @Test
    void theOldServerOpensNoEnvelopesKey() throws Exception {
        var envelope = HybridCipher.to(SERVER.publicKey()).signedBy(ADA).seal(bytes(MESSAGE), EnvelopeClient.context());
        int length = 103; // docs/spec/envelope.md: preheader, length and number of slots, type and hint
        assertThat(envelope[length] << Byte.SIZE | envelope[length + 1]).isEqualTo(256);
        var slot = Arrays.copyOfRange(envelope, length + 2, length + 2 + 256);
        try (var server = open(new OldServer(SERVER, served))) {
            send(server, slot);
            refused(KeyMaterialException.Reason.NOT_OPENED, "no label");
        }
    }

    @Test
    void step3AnswersAndHisCertificateIsRefused() throws Exception {
        var authority = CertificateAuthority.create("Example Root CA");
        var identity = authority.issue(CertificateProfile.tlsServer("localhost", "127.0.0.1"));
        var byAuthority = Trust.only(authority.certificate());
        var byPin = Trust.pinned(Trust.pinOf(identity.certificate()));
        try (var server = channels(identity, served);
                var mitm = channels(DevCertificates.localhost(), middle)) {
            for (var trust : List.of(byAuthority, byPin)) {
                assertThat(channel(server.port(), trust).send(MESSAGE)).contains("received 15 characters");
                assertThat(served.next().outcome()).isEqualTo("\"" + MESSAGE + "\"");
            }
            assertThat(wire(channel(mitm.port(), byAuthority)).reason()).isEqualTo(Reason.UNTRUSTED_CERTIFICATE);
            assertOwnCertificateRefused();
            var error = wire(channel(mitm.port(), byPin));
            assertThat(error.reason()).isEqualTo(Reason.PIN_MISMATCH);
            assertThat(error).hasMessageContaining(Trust.pinOf(identity.certificate()));
            assertOwnCertificateRefused();
        }
    }

    /** Who still attacks the old protocol, where it is no longer spoken. */
    @Test
    void step3TheOldTricksAreNoChannel() throws Exception {
        try (var server = open(new OldServer(SERVER, served));
                var mitm = between(server, READING)) {
            var trust = Trust.only(DevCertificates.localhost().certificate());
            assertThat(wire(channel(mitm.port(), trust)).reason()).isEqualTo(Reason.NOT_SECURE_CHANNEL);
            assertThat(middle.next().failure()).isNotNull();
        }
    }

    private void assertPinned(MessageClient client) throws Exception {
        var error = wire(client);
        assertThat(error.reason()).isEqualTo(Reason.PIN_MISMATCH);
        assertThat(error)
                .hasMessageContaining(PIN.fingerprint())
                .hasMessageContaining(READING.keys().publicKey().fingerprint())
                .hasMessageContaining("nothing was sent")
                .hasMessageContaining("give that as --pin");
        var note = middle.next();
        assertThat(note.failure())
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        wire -> assertThat(wire.reason()).isEqualTo(Reason.CLOSED_BY_PEER));
        assertThat(note.outcome()).contains("without a word");
    }

    private void assertOwnCertificateRefused() throws Exception {
        assertThat(middle.next().failure())
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        wire -> assertThat(wire.reason()).isEqualTo(Reason.OWN_CERTIFICATE_REFUSED));
    }

    private void refused(KeyMaterialException.Reason reason, String says) throws Exception {
        var note = served.next();
        assertThat(note.failure()).as(note.outcome()).isInstanceOf(KeyMaterialException.class);
        assertThat(((KeyMaterialException) note.failure()).reason())
                .as(note.outcome())
                .isEqualTo(reason);
        assertThat(note.outcome()).contains(says);
    }

    private static SecureChannelException wire(MessageClient client) {
        var error = catchThrowable(() -> client.send(MESSAGE));
        assertThat(error).isInstanceOf(SecureChannelException.class);
        return (SecureChannelException) error;
    }

    private SocketServer open(SocketServer.Handler handler) throws IOException {
        return SocketServer.open(loopback(0), LONG, served, handler);
    }

    private SocketServer between(SocketServer server, Mitm.Attack attack) throws IOException {
        return SocketServer.open(loopback(0), LONG, middle, new Mitm(loopback(server.port()), attack, middle, LONG));
    }

    private EnvelopeServer envelopes(Instant earliest) {
        return new EnvelopeServer(SERVER, List.of(ADA.publicKey()), earliest, served);
    }

    private static EnvelopeClient sealing(int port) {
        return new EnvelopeClient(loopback(port), PIN, ADA, LONG);
    }

    private static SecureChannelServer channels(Identity identity, Journal journal) throws IOException {
        return ChannelServer.open(loopback(0), identity, LONG, journal);
    }

    private static ChannelClient channel(int port, Trust trust) {
        return new ChannelClient(InetSocketAddress.createUnresolved("localhost", port), trust, LONG);
    }

    private static void send(SocketServer server, byte[] bytes) throws Exception {
        try (var conversation = Conversation.connect(loopback(server.port()), LONG)) {
            assertThat(conversation.readKey()).isEqualTo(KeyFiles.toPem(SERVER.publicKey()));
            conversation.write(bytes);
            conversation.finish();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
