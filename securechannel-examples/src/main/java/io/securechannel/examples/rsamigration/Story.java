package io.securechannel.examples.rsamigration;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.tap.Tap;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.DevCertificates;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The steps one after the other, with real sockets; what is told has just happened. */
final class Story implements Closeable {

    static final String MESSAGE = "meet me at noon";
    static final String FORGED = "meet me at midnight";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String CLIENT = "client";
    private static final String MIDDLE = "man in the middle";
    private static final String SERVER = "server";

    private final Teller teller;
    private final EnvelopeKeyPair keys;
    private final Mitm.Attack reading;
    private final Pin pin;
    private final SigningKeyPair ada = SigningKeyPair.generate(SigningKeyType.ED25519);

    /**
     * Begins.
     *
     * @param teller prints it
     * @param keys the server's, of RSA; the caller closes them
     * @param reading with keys of the man in the middle, likewise
     */
    Story(Teller teller, EnvelopeKeyPair keys, Mitm.Read reading) {
        this.teller = teller;
        this.keys = keys;
        this.reading = reading;
        this.pin = Pin.of(keys.publicKey().fingerprint());
    }

    /** All of it, to the verdict. */
    boolean tell() throws IOException, KeyMaterialException, InterruptedException {
        asItIs();
        pinned();
        envelopes();
        channel();
        teller.verdict();
        return teller.asExpected();
    }

    private void asItIs() throws IOException, KeyMaterialException, InterruptedException {
        teller.heading("Step 0: the server sends its RSA key, the client encrypts to it");
        teller.explain("Whoever is in between sends a key of his own. Nothing is broken, and nobody notices.");
        var served = new Notes();
        var met = attacked(
                reading, new OldServer(keys, served), served, at -> new OldClient(at, Optional.empty(), TIMEOUT));
        teller.got(CLIENT, met.client(), "sent");
        teller.got(MIDDLE, "reads " + met.middle(), MESSAGE);
        teller.got(SERVER, served.next().outcome(), MESSAGE);
    }

    private void pinned() throws IOException, KeyMaterialException, InterruptedException {
        teller.heading("Step 1: the client knows the fingerprint of the server's key");
        teller.explain("The same server. The client compares before it encrypts.");
        var served = new Notes();
        var server = new OldServer(keys, served);
        var met = attacked(reading, server, served, at -> new OldClient(at, Optional.of(pin), TIMEOUT));
        teller.got(CLIENT, met.client(), "PIN_MISMATCH");
        teller.got(MIDDLE, met.middle(), "left without a word");
        served.next(); // the man in the middle has hung up at the server too
        teller.explain("But everybody may encrypt to a public key, and so he leaves it and writes something else:");
        met = attacked(new Mitm.Forge(FORGED), server, served, at -> new OldClient(at, Optional.of(pin), TIMEOUT));
        teller.got(CLIENT, met.client(), "sent");
        teller.got(MIDDLE, met.middle(), FORGED);
        teller.got(SERVER, served.next().outcome(), FORGED);
    }

    private void envelopes() throws IOException, KeyMaterialException, InterruptedException {
        teller.heading("Step 2: signed envelopes to the pinned key");
        teller.explain(
                "An RSA key, in HybridCipher. The server knows Ada's signing key, and lets every envelope in once.");
        var served = new Notes();
        var server = new EnvelopeServer(keys, List.of(ada.publicKey()), Instant.EPOCH, served);
        var met = attacked(reading, server, served, this::sealing);
        teller.got(CLIENT, met.client(), "PIN_MISMATCH");
        served.next();
        met = attacked(new Mitm.Forge(FORGED), server, served, this::sealing);
        teller.got(MIDDLE, met.middle(), FORGED);
        teller.got("forged: " + SERVER, served.next().outcome(), "UNKNOWN_SENDER");
        met = attacked(new Mitm.Replay(), server, served, this::sealing);
        teller.got("repeated: " + SERVER, served.next().outcome(), MESSAGE);
        teller.got("and then", served.next().outcome(), "REPLAYED");
        teller.got(CLIENT, met.client() + ", and knows no more: there is no answer", "sent");
        recorded(server, served);
    }

    /** What is missing still. */
    private void recorded(EnvelopeServer server, Notes served)
            throws IOException, KeyMaterialException, InterruptedException {
        var wire = new Wiretap();
        try (var listening = SocketServer.open(loopback(0), TIMEOUT, served, server);
                var tap = Tap.open(0, loopback(listening.port()), wire)) {
            sealing(loopback(tap.port())).send(MESSAGE);
            served.next();
        }
        teller.explain(
                "What he recorded he cannot read, until one day he steals the server's key: no forward secrecy.");
        var opened = HybridCipher.opener(keys).from(ada.publicKey()).open(wire.fromClient(), EnvelopeClient.context());
        teller.got("the thief", "reads \"" + new String(opened, StandardCharsets.UTF_8) + "\"", MESSAGE);
    }

    private void channel() throws IOException, KeyMaterialException, InterruptedException {
        teller.heading("Step 3: a channel, TLS 1.3 with a CA of one's own");
        var authority = CertificateAuthority.create("Example Root CA");
        var identity = authority.issue(CertificateProfile.tlsServer("localhost", "127.0.0.1"));
        var trust = Trust.only(authority.certificate());
        var served = new Notes();
        var wire = new Wiretap();
        try (var server = ChannelServer.open(loopback(0), identity, TIMEOUT, served);
                var tap = Tap.open(0, loopback(server.port()), wire)) {
            var answer = new ChannelClient(loopback(tap.port()), trust, TIMEOUT).send(MESSAGE);
            teller.got(SERVER, served.next().outcome(), MESSAGE);
            teller.got(CLIENT, "is answered: " + answer.orElse("nothing"), "received 15 characters");
        }
        teller.got(
                "tap",
                "the message is " + (wire.holds(MESSAGE) ? "" : "not ") + "in the " + wire.count()
                        + " bytes that crossed",
                "not in the");
        teller.explain(
                "The keys that encrypted it are gone: the server's certificate key, stolen later, opens none of that.");
        var middle = new Notes();
        try (var mitm = ChannelServer.open(loopback(0), DevCertificates.localhost(), TIMEOUT, middle)) {
            teller.got(
                    CLIENT, outcome(new ChannelClient(loopback(mitm.port()), trust, TIMEOUT)), "UNTRUSTED_CERTIFICATE");
            teller.got(MIDDLE, middle.next().outcome(), "OWN_CERTIFICATE_REFUSED");
        }
    }

    @Override
    public void close() {
        ada.close();
    }

    /** What an attack came to, at the client and in the middle. */
    private record Met(String client, String middle) {}

    /** Makes a client for an address. */
    private interface ClientAt {
        MessageClient of(InetSocketAddress server);
    }

    private Met attacked(Mitm.Attack attack, SocketServer.Handler handler, Notes served, ClientAt client)
            throws IOException, InterruptedException {
        var middle = new Notes();
        try (var server = SocketServer.open(loopback(0), TIMEOUT, served, handler);
                var mitm = SocketServer.open(
                        loopback(0), TIMEOUT, middle, new Mitm(loopback(server.port()), attack, middle, TIMEOUT))) {
            var atClient = outcome(client.of(loopback(mitm.port())));
            return new Met(atClient, middle.next().outcome());
        }
    }

    private MessageClient sealing(InetSocketAddress at) {
        return new EnvelopeClient(at, pin, ada, TIMEOUT);
    }

    private static String outcome(MessageClient client) throws IOException {
        try {
            return client.send(MESSAGE).orElse("has sent \"" + MESSAGE + "\"");
        } catch (SecureChannelException e) {
            return Notes.refusal(e);
        } catch (KeyMaterialException e) {
            throw new IOException(e);
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
