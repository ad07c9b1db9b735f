package io.securechannel.examples.snippets;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.auth.ChallengeAuth;
import io.securechannel.auth.LoginFlow;
import io.securechannel.auth.LoginVerifier;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.error.SecureChannelException;
import io.securechannel.framing.CloseReason;
import io.securechannel.framing.FrameDecoder;
import io.securechannel.hybrid.DetachedSignature;
import io.securechannel.hybrid.EnvelopeText;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.hybrid.MessageSigner;
import io.securechannel.hybrid.Progress;
import io.securechannel.hybrid.Sender;
import io.securechannel.hybrid.SignedSealer;
import io.securechannel.hybrid.symmetric.SymmetricCipher;
import io.securechannel.keys.EnvelopePublicKey;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningPublicKey;
import io.securechannel.noise.HandshakePatterns;
import io.securechannel.noise.NoiseHandshake;
import io.securechannel.noise.NoiseKeys;
import io.securechannel.noise.NoiseSuite;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Examples in the Javadoc of core, letter for letter, where it does not show what the documentation shows. */
final class JavadocSnippets {

    private JavadocSnippets() {}

    /** The AUTH frames of a channel. */
    interface AuthWire {
        byte[] receiveAuth() throws IOException;

        void sendAuth(byte[] payload);
    }

    /** What takes frames that are no message. */
    interface Frames {
        void message(ByteBuffer in, int length);

        void messageEnd();

        void control(FrameDecoder.Event event, byte[] payload);

        void close(CloseReason reason);
    }

    static ClientConfig clientConfig(X509Certificate caCertificate) {
        // snippet: jd-client-config
        var config = ClientConfig.tls(TlsContextFactory.forClient(Trust.only(caCertificate)))
                .build();
        // end
        return config;
    }

    static ServerConfig serverConfig(Identity identity) {
        // snippet: jd-server-config
        var config = ServerConfig.tls(TlsContextFactory.forServer(identity)).build();
        // end
        return config;
    }

    static void connect(int port, ClientConfig config) throws IOException {
        // snippet: jd-connect
        try (var channel = SecureChannel.connect("localhost", port, config)) {
            channel.sendText("hello");
            System.out.println(channel.receiveText().orElse("closed"));
        }
        // end
    }

    static void listen(ServerConfig config) throws IOException, InterruptedException {
        // snippet: jd-listen
        try (var server = SecureChannelServer.listen(7443, config, channel -> channel.forEachMessage(channel::send))) {
            server.awaitClose();
        }
        // end
    }

    static void login(LoginFlow flow, AuthWire wire) throws IOException {
        // snippet: jd-login-flow
        flow.begin().ifPresent(wire::sendAuth);
        while (flow.login().isEmpty()) {
            var step = flow.receive(wire.receiveAuth());
            step.message().ifPresent(wire::sendAuth); // after step.delay()
            step.throwIfFailed();
        }
        // end
    }

    static ClientConfig loginClient(TlsContextFactory.Client tls, Supplier<Password> askForPassword) {
        // snippet: jd-login-client
        var config = ClientConfig.tls(tls)
                .login(ChallengeAuth.password("ada", askForPassword))
                .build();
        // end
        return config;
    }

    static ServerConfig loginServer(TlsContextFactory.Server tls, CredentialStore users) {
        // snippet: jd-login-server
        var verifier = LoginVerifier.builder().passwords(users).build();
        var config = ServerConfig.tls(tls).requireLogin(verifier).build();
        // end
        return config;
    }

    static boolean decode(FrameDecoder decoder, ByteBuffer in, Frames frames) throws SecureChannelException {
        // snippet: jd-frame-decoder
        var event = decoder.next(in);
        switch (event) {
            case NEED_BYTES -> { // in is used up: get more
                return false;
            }
            case DATA -> { // up to decoder.dataRemaining() bytes, from in or after it
                int length = Math.min(in.remaining(), decoder.dataRemaining());
                frames.message(in, length);
                decoder.dataTaken(length);
            }
            case MESSAGE_END -> frames.messageEnd();
            case PING, PONG, AUTH -> frames.control(event, decoder.payload());
            case CLOSE -> frames.close(decoder.closeReason()); // nothing may follow
        }
        // end
        return true;
    }

    static void sealStream(
            EnvelopePublicKey bob, SigningKeyPair ada, InputStream source, OutputStream out, byte[] context)
            throws IOException, GeneralSecurityException {
        // snippet: jd-sealing-stream
        try (var sealing = HybridCipher.to(bob).signedBy(ada).sealTo(out, context)) {
            source.transferTo(sealing);
            sealing.finish();
        }
        // end
    }

    static byte[] tokens(KeyStoreManager keys, byte[] plaintext, byte[] context) throws GeneralSecurityException {
        // snippet: jd-symmetric
        try (var cipher = SymmetricCipher.in(keys, "cookies")) {
            String token = cipher.encryptToText(plaintext, context);
            return cipher.decryptText(token, context, Duration.ofHours(1));
        }
        // end
    }

    static void armor(SignedSealer sealer, InputStream in, OutputStream out, byte[] context)
            throws IOException, GeneralSecurityException {
        // snippet: jd-armor
        try (var armor = EnvelopeText.armoring(out)) {
            sealer.seal(in, armor, context, Progress.none());
        }
        // end
    }

    static Sender sign(SigningKeyPair keys, SigningPublicKey ada, SigningPublicKey bob, Path file, Path signatureFile)
            throws IOException, GeneralSecurityException {
        // snippet: jd-sign
        MessageSigner.of(keys).signDetached(file).write(signatureFile);
        var signature = DetachedSignature.read(signatureFile);
        var sender = MessageSigner.verifier(ada, bob).verify(file, signature); // throws, or says who it was
        // end
        return sender;
    }

    static NoiseHandshake handshake(NoiseKeyPair mine, NoisePublicKey server) throws GeneralSecurityException {
        // snippet: jd-noise
        var protocol = HandshakePatterns.IK.hfs().with(NoiseSuite.DEFAULT);
        var handshake = protocol.initiator(NoiseKeys.ownAndPeers(mine, server)).begin();
        // end
        return handshake;
    }

    static void storedIdentity(Path file, Password password, Consumer<TlsContextFactory.Server> serve)
            throws GeneralSecurityException {
        // snippet: jd-key-store
        try (var keys = KeyStoreManager.open(file, password)) {
            serve.accept(TlsContextFactory.forServer(keys.liveIdentity("server")));
        }
        // end
    }

    static Identity identity() throws IOException, GeneralSecurityException {
        // snippet: jd-identity
        var identity = Identity.fromPem(Path.of("fullchain.pem"), Path.of("privkey.pem"));
        // end
        return identity;
    }
}
