package io.securechannel.examples.demo;

import static io.securechannel.examples.tap.Direction.CLIENT_TO_SERVER;
import static io.securechannel.examples.tap.Tampering.Kind.FLIP;

import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.tap.Tampering;
import io.securechannel.examples.tap.Tap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The tap changed one byte of a message.
 *
 * @param size of the message
 * @param delivered how many bytes the server's program was given
 * @param changed how many of them were not what had been sent
 * @param complete whether the server's program took the message for whole
 * @param serverError what the server's program was told
 * @param clientError what the client's program was told
 */
record Attack(
        int size,
        int delivered,
        int changed,
        boolean complete,
        Optional<SecureChannelException> serverError,
        Optional<SecureChannelException> clientError) {

    /** One record holds it, so that the byte in its middle is content and no header. */
    static final int LARGEST = 8 << 10;

    private static final int RECORD_AND_FRAME_HEADERS = 5 + 4;

    /** What the server's program was given. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record Delivery(byte[] bytes, boolean complete, Optional<SecureChannelException> error) {}

    static Attack run(byte[] message, Ends ends) throws IOException, InterruptedException {
        var delivery = new CompletableFuture<Delivery>();
        try (var server = SecureChannelServer.listen(
                        Transfer.loopback(0), ends.server(), channel -> take(channel, delivery));
                var tap = Tap.open(0, Transfer.loopback(server.port()), new Recording())) {
            var clientError = send(message, tap, ends);
            var taken = Transfer.result(delivery);
            return new Attack(
                    message.length,
                    taken.bytes().length,
                    differences(taken.bytes(), message),
                    taken.complete(),
                    taken.error(),
                    clientError);
        }
    }

    /** Whether both ends noticed and nothing false was believed. */
    boolean defeated() {
        return noticed() && corrupt(clientError);
    }

    /** The same where there are no alerts: the server hangs up, and the client sees that it was cut. */
    boolean noticed() {
        return changed == 0 && !complete && corrupt(serverError) && clientError.isPresent();
    }

    private static Optional<SecureChannelException> send(byte[] message, Tap tap, Ends ends)
            throws SecureChannelException {
        var channel = SecureChannel.connect(Parties.HOST, tap.port(), ends.client());
        try (channel) {
            long handshake = channel.statistics().networkBytesSent();
            tap.tamper(
                    new Tampering(FLIP, CLIENT_TO_SERVER, handshake + RECORD_AND_FRAME_HEADERS + message.length / 2));
            channel.send(message);
            channel.receive();
            return Optional.empty();
        } catch (SecureChannelException e) {
            return Optional.of(e);
        }
    }

    /** Takes what comes piece by piece, so that a changed byte would show even in a message that is never whole. */
    private static void take(SecureChannel channel, CompletableFuture<Delivery> delivery) {
        var bytes = new ByteArrayOutputStream();
        try {
            Transfer.nextMessage(channel).transferTo(bytes);
            delivery.complete(new Delivery(bytes.toByteArray(), true, Optional.empty()));
        } catch (SecureChannelException e) {
            delivery.complete(new Delivery(bytes.toByteArray(), false, Optional.of(e)));
        } catch (IOException | RuntimeException e) {
            delivery.completeExceptionally(e);
        }
    }

    static int differences(byte[] got, byte[] sent) {
        int count = Math.max(0, got.length - sent.length);
        for (int at = 0; at < Math.min(got.length, sent.length); at++) {
            count += got[at] == sent[at] ? 0 : 1;
        }
        return count;
    }

    private static boolean corrupt(Optional<SecureChannelException> error) {
        return error.filter(each -> each.reason() == SecureChannelException.Reason.CORRUPT_RECORD)
                .isPresent();
    }
}
