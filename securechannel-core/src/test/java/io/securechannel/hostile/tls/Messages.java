package io.securechannel.hostile.tls;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Handshake messages as bytes (RFC 8446, section 4).
 *
 * <pre>
 *   Handshake: msg_type (1) | length (3) | body
 * </pre>
 */
final class Messages {

    /** TLS_AES_128_GCM_SHA256. */
    static final int SUITE = 0x1301;

    /** ecdsa_secp256r1_sha256. */
    static final int SIGNATURE_SCHEME = 0x0403;

    static final int SUPPORTED_GROUPS = 10;
    static final int SIGNATURE_ALGORITHMS = 13;
    static final int APPLICATION_PROTOCOLS = 16;
    static final int SUPPORTED_VERSIONS = 43;
    static final int PSK_KEY_EXCHANGE_MODES = 45;
    static final int KEY_SHARE = 51;

    private static final int HEADER_LENGTH = 4;
    private static final int TLS_1_3 = 0x0304;
    private static final int LEGACY_VERSION = 0x0303;
    private static final byte[] NOTHING = {};

    private Messages() {}

    static byte[] message(int type, byte... body) {
        return Records.join(announcement(type, body.length), body);
    }

    /** The header of a message, whose body may never come. */
    static byte[] announcement(int type, int length) {
        return new byte[] {(byte) type, (byte) (length >> 16), (byte) (length >> 8), (byte) length};
    }

    static int type(byte[] message) {
        return message[0] & 0xFF;
    }

    /** {@return how long the message is that begins here, header included; its header if not even that is whole} */
    static int length(byte[] bytes) {
        return bytes.length < HEADER_LENGTH
                ? HEADER_LENGTH
                : HEADER_LENGTH + ((bytes[1] & 0xFF) << 16 | (bytes[2] & 0xFF) << 8 | (bytes[3] & 0xFF));
    }

    /** Section 4.1.2. */
    static byte[] clientHello(byte[] random, KeyExchange keys, String applicationProtocol) {
        var share = Records.join(number(keys.group().number), vector2(keys.share()));
        var extensions = Records.join(
                extension(SUPPORTED_VERSIONS, vector1(number(TLS_1_3))),
                extension(SUPPORTED_GROUPS, vector2(number(keys.group().number))),
                // The second is rsa_pss_rsae_sha256: some servers want more than one.
                extension(SIGNATURE_ALGORITHMS, vector2(number(SIGNATURE_SCHEME), number(0x0804))),
                extension(APPLICATION_PROTOCOLS, protocols(applicationProtocol)),
                extension(PSK_KEY_EXCHANGE_MODES, vector1(new byte[] {1})), // psk_dhe_ke: tickets are welcome
                extension(KEY_SHARE, vector2(share)));
        return message(
                HandshakeType.CLIENT_HELLO,
                Records.join(
                        number(LEGACY_VERSION),
                        random,
                        vector1(NOTHING), // legacy_session_id
                        vector2(number(SUITE)),
                        vector1(new byte[] {0}), // legacy_compression_methods
                        vector2(extensions)));
    }

    /** Section 4.1.3. */
    static byte[] serverHello(byte[] random, byte[] sessionId, KeyExchange keys) {
        var share = Records.join(number(keys.group().number), vector2(keys.share()));
        var extensions = Records.join(extension(SUPPORTED_VERSIONS, number(TLS_1_3)), extension(KEY_SHARE, share));
        return message(
                HandshakeType.SERVER_HELLO,
                Records.join(
                        number(LEGACY_VERSION),
                        random,
                        vector1(sessionId),
                        number(SUITE),
                        new byte[] {0},
                        vector2(extensions)));
    }

    /** Section 4.3.1. */
    static byte[] encryptedExtensions(String applicationProtocol) {
        return message(
                HandshakeType.ENCRYPTED_EXTENSIONS,
                vector2(extension(APPLICATION_PROTOCOLS, protocols(applicationProtocol))));
    }

    /** Section 4.3.2. */
    static byte[] certificateRequest(byte... context) {
        return message(
                HandshakeType.CERTIFICATE_REQUEST,
                Records.join(
                        vector1(context), vector2(extension(SIGNATURE_ALGORITHMS, vector2(number(SIGNATURE_SCHEME))))));
    }

    /** Section 4.4.2. */
    static byte[] certificate(List<X509Certificate> chain) {
        var entries = new ArrayList<byte[]>();
        for (var each : chain) {
            try {
                entries.add(Records.join(vector3(each.getEncoded()), vector2(NOTHING)));
            } catch (CertificateEncodingException e) {
                throw new IllegalArgumentException(e);
            }
        }
        return message(
                HandshakeType.CERTIFICATE, Records.join(vector1(NOTHING), vector3(entries.toArray(byte[][]::new))));
    }

    /** Section 4.4.3. */
    static byte[] certificateVerify(byte[] signature) {
        return message(HandshakeType.CERTIFICATE_VERIFY, Records.join(number(SIGNATURE_SCHEME), vector2(signature)));
    }

    /** Section 4.4.4. */
    static byte[] finished(byte[] verifyData) {
        return message(HandshakeType.FINISHED, verifyData);
    }

    /** Section 4.6.1; a ticket for an hour. */
    static byte[] newSessionTicket(int number, byte[] ticket) {
        var lifetime = new byte[] {0, 0, 0x0E, 0x10};
        var ageAdd = new byte[] {1, 2, 3, 4};
        return message(
                HandshakeType.NEW_SESSION_TICKET,
                Records.join(
                        lifetime,
                        ageAdd,
                        vector1(number(number >> 16), number(number & 0xFFFF)), // ticket_nonce
                        vector2(ticket),
                        vector2(NOTHING)));
    }

    /** Section 4.6.3. */
    static byte[] keyUpdate(boolean requested) {
        return message(HandshakeType.KEY_UPDATE, (byte) (requested ? 1 : 0));
    }

    private static byte[] protocols(String name) {
        return vector2(vector1(name.getBytes(StandardCharsets.US_ASCII)));
    }

    private static byte[] extension(int type, byte[] data) {
        return Records.join(number(type), vector2(data));
    }

    private static byte[] number(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    static byte[] vector1(byte[]... parts) {
        var data = Records.join(parts);
        return Records.join(new byte[] {(byte) data.length}, data);
    }

    static byte[] vector2(byte[]... parts) {
        var data = Records.join(parts);
        return Records.join(number(data.length), data);
    }

    static byte[] vector3(byte[]... parts) {
        var data = Records.join(parts);
        return Records.join(
                new byte[] {(byte) (data.length >> 16), (byte) (data.length >> 8), (byte) data.length}, data);
    }
}
