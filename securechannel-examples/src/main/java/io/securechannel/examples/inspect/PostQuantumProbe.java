package io.securechannel.examples.inspect;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * Asks a server whether it takes a post-quantum group, without being able to use one: a ClientHello that supports such
 * groups alone and holds no key share. A server that takes one answers with a HelloRetryRequest that names it (RFC 8446,
 * sections 4.1.4 and 4.2.8: "clients MAY send an empty client_shares vector in order to request group selection"); one that
 * does not ends the handshake. Either way it is over then.
 */
final class PostQuantumProbe {

    private static final int HANDSHAKE = 22;
    private static final int RECORD_HEADER = 5;
    private static final int SERVER_NAME = 0;
    private static final int SUPPORTED_GROUPS = 10;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int ALPN = 16;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int KEY_SHARE = 51;

    /** RFC 8446, section 4.2.3: ECDSA, EdDSA, RSA-PSS and RSA PKCS#1, as clients offer them. */
    private static final int[] SIGNATURES = {
        0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080A, 0x080B, 0x0401, 0x0501, 0x0601
    };

    private static final int[] SUITES = {0x1301, 0x1302, 0x1303};

    private PostQuantumProbe() {}

    /** What the server answered. */
    sealed interface Answer {
        /**
         * It takes one.
         *
         * @param group which it would have
         */
        record Takes(Group group) implements Answer {}

        /** It takes none. */
        record TakesNone() implements Answer {}

        /** It did not say. */
        record Unknown() implements Answer {}
    }

    /**
     * Asks.
     *
     * @param request the server
     * @param applicationProtocol what to offer by ALPN, for servers that insist
     * @return its answer
     */
    static Answer ask(Request request, Optional<String> applicationProtocol) {
        try (var socket = request.open();
                var guard = new Guard(socket, request.timeout())) {
            socket.getOutputStream().write(clientHello(request, applicationProtocol));
            readRecord(socket.getInputStream());
            var flight = ServerFlight.parse(socket.firstBytes());
            if (guard.fired() || !flight.tls()) {
                return new Answer.Unknown();
            }
            return flight.group()
                    .filter(Group::postQuantum)
                    .<Answer>map(Answer.Takes::new)
                    .orElseGet(Answer.TakesNone::new);
        } catch (IOException e) {
            return new Answer.Unknown();
        }
    }

    private static void readRecord(InputStream in) throws IOException {
        var header = in.readNBytes(RECORD_HEADER);
        if (header.length < RECORD_HEADER) {
            throw new EOFException();
        }
        int length = (header[3] & 0xFF) << 8 | (header[4] & 0xFF);
        if (in.readNBytes(length).length < length) {
            throw new EOFException();
        }
    }

    /** RFC 8446, section 4.1.2, in a record of section 5.1. */
    static byte[] clientHello(Request request, Optional<String> applicationProtocol) {
        var random = new byte[32];
        var sessionId = new byte[32];
        var generator = new SecureRandom();
        generator.nextBytes(random);
        generator.nextBytes(sessionId);
        var body = new Bytes()
                .u16(0x0303)
                .raw(random)
                .vector(1, new Bytes().raw(sessionId))
                .vector(2, numbers(SUITES))
                .vector(1, new Bytes().u8(0))
                .vector(2, extensions(request, applicationProtocol));
        var message = new Bytes().u8(1).vector(3, body);
        return new Bytes().u8(HANDSHAKE).u16(0x0301).vector(2, message).toByteArray();
    }

    private static Bytes extensions(Request request, Optional<String> applicationProtocol) {
        var extensions = new Bytes();
        request.serverName()
                .ifPresent(name -> extensions.extension(
                        SERVER_NAME,
                        new Bytes().vector(2, new Bytes().u8(0).vector(2, new Bytes().raw(name.getEncoded())))));
        applicationProtocol.ifPresent(name -> extensions.extension(
                ALPN,
                new Bytes()
                        .vector(
                                2,
                                new Bytes().vector(1, new Bytes().raw(name.getBytes(StandardCharsets.ISO_8859_1))))));
        return extensions
                .extension(SUPPORTED_GROUPS, new Bytes().vector(2, groups(Group.postQuantumOnes())))
                .extension(SIGNATURE_ALGORITHMS, new Bytes().vector(2, numbers(SIGNATURES)))
                .extension(SUPPORTED_VERSIONS, new Bytes().vector(1, new Bytes().u16(ServerFlight.TLS_1_3)))
                .extension(KEY_SHARE, new Bytes().vector(2, new Bytes()));
    }

    private static Bytes groups(List<Group> groups) {
        return numbers(groups.stream().mapToInt(Group::number).toArray());
    }

    private static Bytes numbers(int... numbers) {
        var bytes = new Bytes();
        for (int number : numbers) {
            bytes.u16(number);
        }
        return bytes;
    }

    /** Bytes in the making, in the presentation language of RFC 8446, section 3. */
    private static final class Bytes {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Bytes u8(int number) {
            out.write(number);
            return this;
        }

        Bytes u16(int number) {
            return u8(number >> 8).u8(number);
        }

        Bytes raw(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        /** A vector with its length in so many bytes in front. */
        Bytes vector(int lengthBytes, Bytes content) {
            for (int i = lengthBytes - 1; i >= 0; i--) {
                u8(content.out.size() >> (8 * i));
            }
            return raw(content.toByteArray());
        }

        Bytes extension(int type, Bytes data) {
            return u16(type).vector(2, data);
        }

        byte[] toByteArray() {
            return out.toByteArray();
        }
    }
}
