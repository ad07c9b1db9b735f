package io.securechannel.hostile.tls;

import io.securechannel.hostile.tls.KeyExchange.Group;
import io.securechannel.keys.Identity;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hand-made client (RFC 8446, section 2). It trusts every server, but checks its Finished. */
public final class ClientPeer extends TlsPeer {

    private final KeyExchange keys;
    private final byte[] hello;
    private @Nullable Identity identity;
    private boolean asked;

    /**
     * @param socket connected to the server; this owns it
     * @param group the one to offer
     */
    ClientPeer(Socket socket, Group group) throws IOException {
        super(socket);
        this.keys = new KeyExchange(group);
        this.hello = Messages.clientHello(random(), keys, FRAMED);
    }

    /** Shows this certificate if the server asks for one; without it, an empty list. */
    ClientPeer identity(Identity own) {
        this.identity = own;
        return this;
    }

    @Override
    public boolean handshake() {
        emit(Step.CLIENT_HELLO, hello);
        var answer = receive(HandshakeType.SERVER_HELLO);
        if (answer.isEmpty()) {
            return false;
        }
        var share = Hello.parse(answer.get())
                .serverShare()
                .orElseThrow(() -> new AssertionError("the server chose another group"));
        var schedule = new KeySchedule(keys.agree(share.exchange()));
        var reading = new RecordProtection(schedule.serverHandshakeTraffic(transcriptHash()));
        var writing = new RecordProtection(schedule.clientHandshakeTraffic(transcriptHash()));
        readWith(reading);
        if (!receiveFlight(reading)) {
            return false;
        }
        var serverData = new RecordProtection(schedule.serverApplicationTraffic(transcriptHash()));
        var ownData = new RecordProtection(schedule.clientApplicationTraffic(transcriptHash()));
        readWith(serverData);
        writeWith(writing);
        sendFlight(writing);
        writeWith(ownData);
        return true;
    }

    private boolean receiveFlight(RecordProtection reading) {
        while (true) {
            var hash = transcriptHash();
            var message = receiveMessage();
            if (message.isEmpty()) {
                return false;
            }
            count(message.get());
            asked |= Messages.type(message.get()) == HandshakeType.CERTIFICATE_REQUEST;
            if (Messages.type(message.get()) == HandshakeType.FINISHED) {
                if (!Arrays.equals(message.get(), Messages.finished(reading.verifyData(hash)))) {
                    throw new AssertionError("the server's Finished is wrong");
                }
                return true;
            }
        }
    }

    private void sendFlight(RecordProtection writing) {
        if (asked) {
            var chain = identity == null ? List.<X509Certificate>of() : identity.certificateChain();
            emit(Step.CERTIFICATE, Messages.certificate(chain));
            if (identity != null) {
                emit(
                        Step.CERTIFICATE_VERIFY,
                        Messages.certificateVerify(
                                signature(identity.privateKey(), "TLS 1.3, client CertificateVerify")));
            }
        }
        emit(Step.FINISHED, Messages.finished(writing.verifyData(transcriptHash())));
    }
}
