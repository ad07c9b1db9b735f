package io.securechannel.hostile.tls;

import io.securechannel.keys.Identity;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;

/** The hand-made server (RFC 8446, section 2). It trusts every client, but checks its Finished. */
public final class ServerPeer extends TlsPeer {

    private final Identity identity;
    private boolean asking;

    /**
     * @param socket connected to the client; this owns it
     * @param identity with a key for P-256
     */
    ServerPeer(Socket socket, Identity identity) throws IOException {
        super(socket);
        this.identity = identity;
    }

    /** Asks for a certificate in the handshake. */
    ServerPeer asking() {
        this.asking = true;
        return this;
    }

    @Override
    public boolean handshake() {
        var message = receive(HandshakeType.CLIENT_HELLO);
        if (message.isEmpty()) {
            return false;
        }
        var hello = Hello.parse(message.get());
        var share = hello.clientShare().orElseThrow(() -> new AssertionError("the client offers no group known here"));
        var keys = new KeyExchange(share.group());
        emit(Step.SERVER_HELLO, Messages.serverHello(random(), hello.sessionId(), keys));
        var schedule = new KeySchedule(keys.agree(share.exchange()));
        var writing = new RecordProtection(schedule.serverHandshakeTraffic(transcriptHash()));
        var reading = new RecordProtection(schedule.clientHandshakeTraffic(transcriptHash()));
        writeWith(writing);
        readWith(reading);
        sendFlight(writing);
        var clientData = new RecordProtection(schedule.clientApplicationTraffic(transcriptHash()));
        writeWith(new RecordProtection(schedule.serverApplicationTraffic(transcriptHash())));
        return receiveFlight(reading, clientData);
    }

    private void sendFlight(RecordProtection writing) {
        emit(Step.ENCRYPTED_EXTENSIONS, Messages.encryptedExtensions(FRAMED));
        if (asking) {
            emit(Step.CERTIFICATE_REQUEST, Messages.certificateRequest());
        }
        emit(Step.CERTIFICATE, Messages.certificate(identity.certificateChain()));
        emit(
                Step.CERTIFICATE_VERIFY,
                Messages.certificateVerify(signature(identity.privateKey(), "TLS 1.3, server CertificateVerify")));
        emit(Step.FINISHED, Messages.finished(writing.verifyData(transcriptHash())));
    }

    private boolean receiveFlight(RecordProtection reading, RecordProtection clientData) {
        while (true) {
            var hash = transcriptHash();
            var message = receiveMessage();
            if (message.isEmpty()) {
                return false;
            }
            count(message.get());
            if (Messages.type(message.get()) == HandshakeType.FINISHED) {
                if (!Arrays.equals(message.get(), Messages.finished(reading.verifyData(hash)))) {
                    throw new AssertionError("the client's Finished is wrong");
                }
                readWith(clientData);
                return true;
            }
        }
    }
}
